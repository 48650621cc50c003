import type { Engine } from "../database/url.ts";

const share = (used: string, quota: string) =>
  `CASE WHEN ${quota} IS NULL THEN -1 WHEN ${quota} = 0 THEN 1000 ELSE ${used} * 1000 / ${quota} END`;

const larger: Readonly<Record<Engine, string>> = { sqlite: "max", postgresql: "GREATEST" };

/**
 * How full an account is, in thousandths of its quota: of octets or messages, whichever is fuller. The index Account_quotaUse_idx
 * (prisma/extra) has the same expression and the same condition, so that nothing but it is read.
 */
export const useOf: Readonly<Record<Engine, string>> = {
  sqlite: expression("sqlite", `"messageCount"`),
  postgresql: expression("postgresql", `CAST("messageCount" AS bigint)`),
};

function expression(engine: Engine, messages: string): string {
  return `${larger[engine]}(${share(`"octets"`, `"quotaOctets"`)}, ${share(messages, `"quotaMessages"`)})`;
}

/** The index said by name: others look as good to a planner that has not counted. */
export const accountsByUse: Readonly<Record<Engine, string>> = {
  sqlite: `"Account" INDEXED BY "Account_quotaUse_idx"`,
  postgresql: `"Account"`,
};

/** Living accounts that have a quota. */
export const hasQuota = `"deletedAt" IS NULL AND ("quotaOctets" IS NOT NULL OR "quotaMessages" IS NOT NULL)`;
