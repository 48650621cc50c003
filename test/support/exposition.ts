interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface ReadExposition {
  /** What breaks the format 0.0.4 or Prometheus' conventions for names; a sentence each. */
  readonly problems: readonly string[];
  /** NaN where there is no such sample. */
  value(name: string, labels?: Readonly<Record<string, string>>): number;
  values(name: string): readonly number[];
}

const metricName = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const sampleLine = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/;
const labelPair = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)/y;
/** As promtool has them: base units only. */
const otherUnits = /_(?:milliseconds|microseconds|minutes|hours|days|kilobytes|megabytes|octets|bits|percent)(?:_|$)/;

/** Reads Prometheus' text format as strictly as promtool does: for machines that do not have it. */
export function expositionOf(text: string): ReadExposition {
  const problems: string[] = [];
  const samples: Sample[] = [];
  const types = new Map<string, string>();
  const helps = new Set<string>();
  const seen = new Set<string>();
  const closed = new Set<string>();
  let family = "";
  if (!text.endsWith("\n")) problems.push("the last line has no end");
  for (const line of text.split("\n").slice(0, -1)) {
    const [, kind, name = "", rest = ""] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line) ?? [];
    if (kind !== undefined) {
      if (name !== family) {
        if (closed.has(name)) problems.push(`${name} comes twice`);
        closed.add(family);
        family = name;
      }
      if (kind === "HELP") helps.add(name);
      else if (types.has(name)) problems.push(`${name} has two types`);
      else types.set(name, rest);
      continue;
    }
    const [, sampled = "", labelText = "", number = ""] = sampleLine.exec(line) ?? [];
    if (sampled === "") {
      problems.push(`no sample: ${line}`);
      continue;
    }
    const labels = labelsOf(labelText);
    const value = number === "+Inf" ? Number.POSITIVE_INFINITY : Number(number);
    if (labels === null || Number.isNaN(value)) problems.push(`cannot be read: ${line}`);
    const isPart = types.get(family) === "histogram" && /_(?:bucket|sum|count)$/.test(sampled);
    if ((isPart ? sampled.replace(/_(?:bucket|sum|count)$/, "") : sampled) !== family) {
      problems.push(`${sampled} stands within ${family}`);
    }
    const key = `${sampled} ${JSON.stringify(Object.entries(labels ?? {}).sort())}`;
    if (seen.has(key)) problems.push(`twice: ${line}`);
    seen.add(key);
    samples.push({ name: sampled, labels: labels ?? {}, value });
  }
  for (const [name, type] of types) {
    if (!metricName.test(name)) problems.push(`${name} is no name`);
    if (!helps.has(name)) problems.push(`${name} has no help`);
    if (otherUnits.test(name)) problems.push(`${name} is not in base units`);
    if (type === "counter" && !name.endsWith("_total")) problems.push(`${name} is a counter without _total`);
    if (type !== "counter" && name.endsWith("_total")) problems.push(`${name} has _total and is no counter`);
    if (type === "counter" && samples.some((sample) => sample.name === name && sample.value < 0))
      problems.push(`${name} is negative`);
    if (type === "histogram") problems.push(...histogramProblems(name, samples));
  }
  const matching = (name: string, labels: Readonly<Record<string, string>> = {}) =>
    samples.filter(
      (each) => each.name === name && Object.entries(labels).every(([key, text]) => each.labels[key] === text),
    );
  return {
    problems,
    value: (name, labels) => matching(name, labels)[0]?.value ?? Number.NaN,
    values: (name) => matching(name).map(({ value }) => value),
  };
}

function labelsOf(text: string): Record<string, string> | null {
  const labels: Record<string, string> = {};
  labelPair.lastIndex = 0;
  for (let at = 0; at < text.length; at = labelPair.lastIndex) {
    labelPair.lastIndex = at;
    const pair = labelPair.exec(text);
    if (pair === null || Object.hasOwn(labels, pair[1] as string)) return null;
    labels[pair[1] as string] = pair[2] as string;
  }
  return labels;
}

/** Ends rise up to +Inf, none has less than the one before, and the last is the count. */
function histogramProblems(name: string, samples: readonly Sample[]): string[] {
  const problems: string[] = [];
  const groups = new Map<string, Sample[]>();
  for (const sample of samples.filter((each) => each.name === `${name}_bucket`)) {
    const { le: _le, ...rest } = sample.labels;
    const key = JSON.stringify(rest);
    groups.set(key, [...(groups.get(key) ?? []), sample]);
  }
  if (groups.size === 0) problems.push(`${name} has no buckets`);
  for (const [key, buckets] of groups) {
    const ends = buckets.map(({ labels }) => (labels.le === "+Inf" ? Number.POSITIVE_INFINITY : Number(labels.le)));
    if (ends.at(-1) !== Number.POSITIVE_INFINITY) problems.push(`${name} ${key} does not end with +Inf`);
    if (ends.some((end, index) => index > 0 && end <= (ends[index - 1] as number)))
      problems.push(`${name} ${key}: ends do not rise`);
    if (buckets.some(({ value }, index) => index > 0 && value < (buckets[index - 1] as Sample).value))
      problems.push(`${name} ${key}: buckets do not add up`);
    const own = (suffix: string) =>
      samples.find((each) => each.name === `${name}${suffix}` && JSON.stringify(each.labels) === key)?.value;
    if (own("_count") !== buckets.at(-1)?.value) problems.push(`${name} ${key}: the count is not the last bucket's`);
    if (own("_sum") === undefined) problems.push(`${name} ${key} has no sum`);
  }
  return problems;
}
