import type { Settings } from "../setting/schema.ts";
import type { Store } from "../store.ts";
import { readRule } from "./read-rules.ts";
import { type DeleBehaviour, never } from "./schema.ts";

/** What a session must know of the rules for its account. */
export interface SessionRetention {
  readonly refusesDele: boolean;
  /** Days that mail stays at least; null: no rule removes it. */
  readonly expireDays: number | null;
  /** Least time between two sign-ins; null: none. */
  readonly loginDelaySeconds: number | null;
}

/** What workers keep in memory of all rules: a few numbers, however many rules there are. */
export interface RetentionSummary {
  /** Of accounts of which no nearer rule says anything. */
  readonly server: SessionRetention;
  /** Whether a domain or an account has a rule: then each sign-in asks for its own, with the lock. */
  readonly hasNearer: boolean;
  /** What is said before anybody has signed in (RFC 2449 §6.5, §6.7): the fewest days and the longest delay that any account may have. */
  readonly cautious: Pick<SessionRetention, "expireDays" | "loginDelaySeconds">;
  /** Whether these differ from account to account. */
  readonly expireDiffers: boolean;
  readonly loginDelayDiffers: boolean;
}

/** What holds where there are no rules. */
export function withoutRules(loginDelaySeconds: number | null = null): RetentionSummary {
  const server = { refusesDele: false, expireDays: null, loginDelaySeconds };
  return { server, hasNearer: false, cautious: server, expireDiffers: false, loginDelayDiffers: false };
}

/** A rule's row, or several in one, as far as sessions are concerned. Days as in a row; null: none. */
export interface SessionRule {
  readonly onDele: DeleBehaviour | string | null;
  readonly removeAfterArrivalDays: number | null;
  readonly removeAfterDownloadDays: number | null;
  readonly isHeldWithoutEnd: boolean | 0 | 1;
}

/**
 * A hold that has an end changes nothing of what is announced: mail is promised for no longer than the rule says. `loginDelaySeconds`:
 * the one that holds; 0 and null are none.
 */
export function sessionRetentionOf(rule: SessionRule, loginDelaySeconds: number | null): SessionRetention {
  return {
    refusesDele: rule.onDele === "refuse",
    expireDays: rule.isHeldWithoutEnd
      ? null
      : fewest(daysOf(rule.removeAfterArrivalDays), daysOf(rule.removeAfterDownloadDays)),
    loginDelaySeconds: loginDelaySeconds === 0 ? null : loginDelaySeconds,
  };
}

export async function readRetentionSummary(
  { db }: Store,
  { loginDelaySeconds }: Pick<Settings, "loginDelaySeconds">,
): Promise<RetentionSummary> {
  const nearer = { scope: { not: "server" } };
  const days = { gte: 0 };
  const [rule, count, arrival, download, delay, expiring, delaying] = await Promise.all([
    readRule(db, { level: "server", id: undefined }),
    db.retentionRule.count({ where: nearer }),
    least("removeAfterArrivalDays"),
    least("removeAfterDownloadDays"),
    db.retentionRule.aggregate({ where: nearer, _max: { loginDelaySeconds: true } }),
    db.retentionRule.count({
      where: {
        ...nearer,
        OR: [
          { removeAfterArrivalDays: { not: null } },
          { removeAfterDownloadDays: { not: null } },
          { holdReason: { not: null } },
        ],
      },
    }),
    db.retentionRule.count({ where: { ...nearer, loginDelaySeconds: { not: null } } }),
  ]);
  function least(name: "removeAfterArrivalDays" | "removeAfterDownloadDays") {
    return db.retentionRule.aggregate({ where: { ...nearer, [name]: days }, _min: { [name]: true } });
  }
  const server =
    rule === null
      ? withoutRules(loginDelaySeconds).server
      : sessionRetentionOf(
          { ...rule, isHeldWithoutEnd: rule.holdReason !== null && rule.holdEndsAt === null },
          loginDelaySeconds,
        );
  const longest = Math.max(delay._max.loginDelaySeconds ?? 0, loginDelaySeconds ?? 0);
  return {
    server,
    hasNearer: count > 0,
    cautious: {
      expireDays: fewest(
        server.expireDays,
        fewest(arrival._min?.removeAfterArrivalDays ?? null, download._min?.removeAfterDownloadDays ?? null),
      ),
      loginDelaySeconds: longest === 0 ? null : longest,
    },
    expireDiffers: expiring > 0,
    loginDelayDiffers: delaying > 0,
  };
}

function daysOf(value: number | null): number | null {
  return value === never ? null : value;
}

/** Null is for ever. */
function fewest(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other;
  return Math.min(one, other);
}
