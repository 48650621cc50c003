import type { Found } from "./conditions/condition.ts";
import type { Rule, Severity } from "./schema.ts";

/** What is known of an alert that is not over. */
export interface Standing {
  readonly state: "pending" | "firing";
  readonly severity: Severity;
  readonly text: string;
  readonly href: string;
  readonly level: number;
  readonly firstSeenAt: Date;
  readonly firedAt: Date | null;
  readonly clearSinceAt: Date | null;
}

/** What becomes of it. "gone": it never fired, so there is nothing to keep. */
export type Verdict =
  | { readonly state: "pending" | "firing"; readonly alert: Standing }
  | { readonly state: "resolved"; readonly resolvedAt: Date }
  | { readonly state: "gone" };

type Patience = Pick<Rule, "forSeconds" | "resolveSeconds">;

/**
 * One alert, one look: it fires when it has been seen without a break for long enough, and is over when it has not been seen for long enough. What
 * swings faster than that does neither. A clock that went back begins a wait anew.
 */
export function judge(standing: Standing | null, found: Found | null, rule: Patience, now: Date): Verdict {
  if (found === null) return standing === null ? { state: "gone" } : judgeUnseen(standing, rule, now);
  const { severity, text, href, level = 0 } = found;
  const seen = { severity, text, href, level, clearSinceAt: null };
  if (standing?.state === "firing") return { state: "firing", alert: { ...standing, ...seen } };
  const firstSeenAt = earlier(standing?.firstSeenAt ?? now, now);
  const isLongEnough = now.getTime() - firstSeenAt.getTime() >= rule.forSeconds * 1000;
  const state = isLongEnough ? "firing" : "pending";
  return { state, alert: { ...seen, state, firstSeenAt, firedAt: isLongEnough ? now : null } };
}

function judgeUnseen(standing: Standing, rule: Patience, now: Date): Verdict {
  if (standing.state === "pending") return { state: "gone" };
  const clearSinceAt = earlier(standing.clearSinceAt ?? now, now);
  if (now.getTime() - clearSinceAt.getTime() >= rule.resolveSeconds * 1000)
    return { state: "resolved", resolvedAt: now };
  return { state: "firing", alert: { ...standing, clearSinceAt } };
}

function earlier(at: Date, now: Date): Date {
  return at > now ? now : at;
}

/** What an alert that fires is to be told as, if at all. */
export interface Telling {
  /** When somebody was told last; null: nobody was. */
  readonly toldAt: Date | null;
  readonly toldLevel: number;
  readonly level: number;
  /** Acknowledged or muted. */
  readonly isSilent: boolean;
  /** Quiet hours, and not urgent. */
  readonly isQuiet: boolean;
  readonly remindHours: number | null;
}

/** Null: there is nothing to say. In quiet hours nobody is reminded; what is new is told when they end. */
export function changeToTell(telling: Telling, now: Date): "fired" | "worse" | "reminder" | null {
  const { toldAt, toldLevel, level, isSilent, isQuiet, remindHours } = telling;
  if (isSilent) return null;
  if (toldAt === null) return "fired";
  if (level > toldLevel) return "worse";
  if (remindHours === null || isQuiet) return null;
  return now.getTime() - toldAt.getTime() >= remindHours * 3_600_000 ? "reminder" : null;
}
