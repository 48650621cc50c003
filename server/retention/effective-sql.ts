import type { Engine } from "../database/url.ts";
import { defaultRecoverableDays, never } from "./built-in.ts";
import type { RuleFields } from "./schema.ts";

/**
 * What resolve-retention.ts says, in SQL for both engines and for all accounts at once: put `ruleJoins` behind `"Account" AS a`, and
 * ask for `effective`. Imported by prepared statements, so it is text and nothing else.
 */
export const ruleJoins = `
  LEFT JOIN "RetentionRule" AS "ruleOfAccount" ON "ruleOfAccount"."accountId" = a."id"
  LEFT JOIN "RetentionRule" AS "ruleOfDomain" ON "ruleOfDomain"."domainId" = a."domainId"
  LEFT JOIN "RetentionRule" AS "ruleOfServer" ON "ruleOfServer"."scope" = 'server'`;

const levels = ["ruleOfAccount", "ruleOfDomain", "ruleOfServer"] as const;

function nearest(name: keyof RuleFields, otherwise: string): string {
  return `COALESCE(${levels.map((level) => `"${level}"."${name}"`).join(", ")}, ${otherwise})`;
}

/** Expressions, each field alone. */
export const effective = {
  /** Null: never. */
  removeAfterArrivalDays: `NULLIF(${nearest("removeAfterArrivalDays", `${never}`)}, ${never})`,
  removeAfterDownloadDays: `NULLIF(${nearest("removeAfterDownloadDays", `${never}`)}, ${never})`,
  keepsUndownloaded: nearest("keepsUndownloaded", "TRUE"),
  onDele: nearest("onDele", "'remove'"),
  recoverableDays: nearest("recoverableDays", `${defaultRecoverableDays}`),
} as const;

/** What a session asks with its lock (SessionRule), of the account `a` with its rules. */
export const sessionRuleColumns = `${nearest("onDele", "'remove'")} AS "onDele",
  ${nearest("removeAfterArrivalDays", `${never}`)} AS "removeAfterArrivalDays",
  ${nearest("removeAfterDownloadDays", `${never}`)} AS "removeAfterDownloadDays",
  COALESCE("ruleOfAccount"."loginDelaySeconds", "ruleOfDomain"."loginDelaySeconds") AS "nearerDelaySeconds",
  (${levels.map((level) => `("${level}"."holdReason" IS NOT NULL AND "${level}"."holdEndsAt" IS NULL)`).join(" OR ")}) AS "isHeldWithoutEnd"`;

/** For Prisma's raw queries, where an instant is one parameter, the first: put this before SELECT, and ask for `clockNow`. */
export const withClock: Readonly<Record<Engine, string>> = {
  sqlite: `WITH clock AS (SELECT ? AS "now")`,
  postgresql: `WITH clock AS (SELECT CAST($1 AS timestamp(3)) AS "now")`,
};
export const clockNow = `(SELECT "now" FROM clock)`;

/** Whether a legal hold is on at the instant that the expression `now` is. */
export function isHeldAt(now: string): string {
  const holds = levels.map(
    (level) =>
      `("${level}"."holdReason" IS NOT NULL AND ("${level}"."holdEndsAt" IS NULL OR "${level}"."holdEndsAt" > ${now}))`,
  );
  return `(${holds.join(" OR ")})`;
}

/** Whether a hold, or one that ended lately, keeps everything from being purged. */
export function keepsFromPurgeAt(now: string): string {
  const holds = levels.map(
    (level) =>
      `("${level}"."holdReason" IS NOT NULL AND ("${level}"."holdKeepsUntilAt" IS NULL OR "${level}"."holdKeepsUntilAt" > ${now}))`,
  );
  return `(${holds.join(" OR ")})`;
}
