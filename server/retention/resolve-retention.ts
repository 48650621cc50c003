import {
  defaultRecoverableDays,
  type EffectiveRetention,
  type Hold,
  never,
  type RetentionLevel,
  type Rule,
  type RuleFields,
  type Sourced,
} from "./schema.ts";

/** The rules above an account, each null where its level has none. A domain's or the server's own: leave out what is nearer. */
export interface RuleStack {
  readonly server: Rule | null;
  readonly domain?: Rule | null;
  readonly account?: Rule | null;
}

/**
 * What is in force: the nearest level that says something wins, for each field alone; holds add up. `serverLoginDelaySeconds` is the
 * setting of that name, which is the server's word for that field. Nobody having said anything, mail stays until DELE removes it.
 * The same in SQL, for many accounts at once: effective-sql.ts.
 */
export function resolveRetention(
  rules: RuleStack,
  now: Date,
  serverLoginDelaySeconds: number | null = null,
): EffectiveRetention {
  const days = (name: "removeAfterArrivalDays" | "removeAfterDownloadDays") =>
    mapped(nearest(rules, name, never), (value) => (value === never ? null : value));
  const delay = nearest(rules, "loginDelaySeconds", serverLoginDelaySeconds ?? 0);
  const delaySource = delay.source ?? (serverLoginDelaySeconds === null ? null : "server");
  return {
    removeAfterArrivalDays: days("removeAfterArrivalDays"),
    removeAfterDownloadDays: days("removeAfterDownloadDays"),
    keepsUndownloaded: nearest(rules, "keepsUndownloaded", true),
    onDele: nearest(rules, "onDele", "remove"),
    recoverableDays: nearest(rules, "recoverableDays", defaultRecoverableDays),
    loginDelaySeconds: { value: delay.value === 0 ? null : delay.value, source: delaySource },
    hold: holdOf(rules, now),
  };
}

const nearestFirst: readonly RetentionLevel[] = ["account", "domain", "server"];

function nearest<Name extends keyof RuleFields>(
  rules: RuleStack,
  name: Name,
  otherwise: NonNullable<RuleFields[Name]>,
): Sourced<NonNullable<RuleFields[Name]>> {
  for (const level of nearestFirst) {
    const value = rules[level]?.[name];
    if (value !== null && value !== undefined) return { value, source: level };
  }
  return { value: otherwise, source: null };
}

function mapped<T, U>({ value, source }: Sourced<T>, map: (value: T) => U): Sourced<U> {
  return { value: map(value), source };
}

/** Of several the farthest, which holds most. */
function holdOf(rules: RuleStack, now: Date): Hold | null {
  for (const level of ["server", "domain", "account"] as const) {
    const rule = rules[level];
    if (rule === null || rule === undefined || !holdsAt(rule, now)) continue;
    return { level, reason: rule.holdReason ?? "", sinceAt: rule.holdSinceAt ?? now, endsAt: rule.holdEndsAt };
  }
  return null;
}

export function holdsAt({ holdReason, holdEndsAt }: Pick<Rule, "holdReason" | "holdEndsAt">, now: Date): boolean {
  return holdReason !== null && (holdEndsAt === null || holdEndsAt > now);
}
