import { DomainError } from "../errors.ts";
import { readSettings } from "../setting/read.ts";
import type { Store } from "../store.ts";
import { readRuleStack } from "./read-rules.ts";
import { resolveRetention } from "./resolve-retention.ts";
import type { EffectiveRetention, RetentionPlace } from "./schema.ts";

/** What is in force for an account, and which level said it. For many accounts at once: effective-sql.ts. Refuses with `not-found`. */
export function effectiveRetention(store: Store, accountId: number): Promise<EffectiveRetention> {
  return effectiveRetentionOf(store, { level: "account", id: accountId });
}

/** The same for a domain or the server, where nothing nearer says otherwise. */
export async function effectiveRetentionOf(store: Store, place: RetentionPlace): Promise<EffectiveRetention> {
  const [rules, { loginDelaySeconds }] = await Promise.all([readRuleStack(store.db, place), readSettings(store)]);
  if (rules === null) throw new DomainError("not-found", "There is no such account.");
  return resolveRetention(rules, store.clock.now(), loginDelaySeconds);
}
