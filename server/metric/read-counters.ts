import type { Store } from "../store.ts";
import { totalsOf } from "./bucket-statements.ts";
import type { Family, Sample } from "./exposition.ts";
import { type CountedName, counted, durationBounds, histogramParts, labelOf, seriesKey } from "./series.ts";
import { everSeconds } from "./spans.ts";

type Totals = ReadonlyMap<string, number>;

/**
 * All counters, since the first start: they go on after a restart, of a worker or of the daemon, and add up over nodes. Each value that a
 * label may have is there, with 0 where it never happened. None where nothing was ever counted.
 */
export async function readCounters({ logStatements }: Pick<Store, "logStatements">): Promise<Family[]> {
  const rows = await logStatements.read(totalsOf, { seconds: everSeconds });
  const totals: Totals = new Map(rows.map(({ series, value }) => [series, value]));
  if (totals.size === 0) return [];
  return (Object.keys(counted) as CountedName[]).map((name) => familyOf(name, totals));
}

function familyOf(name: CountedName, totals: Totals): Family {
  const { type, help } = counted[name];
  const label = labelOf(name);
  const values: readonly (string | null)[] = label?.values ?? [null];
  const samples = values.flatMap((value): Sample[] => {
    const labels: Record<string, string> = label === null || value === null ? {} : { [label.name]: value };
    const key = value === null ? seriesKey(name) : seriesKey(name, value);
    return type === "histogram" ? histogram(key, labels, totals) : [{ labels, value: totals.get(key) ?? 0 }];
  });
  return { name: `popdesk_${name}`, help, type, samples };
}

/** Each part with all below it, as Prometheus wants them. */
function histogram(key: string, labels: Record<string, string>, totals: Totals): Sample[] {
  let count = 0;
  const buckets = histogramParts.slice(0, durationBounds.length + 1).map((part): Sample => {
    count += totals.get(`${key}/${part}`) ?? 0;
    return { suffix: "_bucket", labels: { ...labels, le: part }, value: count };
  });
  return [
    ...buckets,
    { suffix: "_sum", labels, value: totals.get(`${key}/sum`) ?? 0 },
    { suffix: "_count", labels, value: count },
  ];
}
