import { readSettings } from "../setting/read.ts";
import type { Store } from "../store.ts";
import { readRuleStack } from "./read-rules.ts";
import { resolveRetention } from "./resolve-retention.ts";
import type { RetentionPlace, RuleFields } from "./schema.ts";

/** What would hold of each field if this level said nothing, in few words. */
export async function inheritedFields(
  store: Store,
  place: RetentionPlace,
): Promise<Readonly<Record<keyof RuleFields, string>>> {
  const [rules, { loginDelaySeconds }] = await Promise.all([readRuleStack(store.db, place), readSettings(store)]);
  const above = { ...(rules ?? { server: null }), [place.level]: null };
  const inherited = resolveRetention(above, store.clock.now(), loginDelaySeconds);
  const days = (value: number | null) => (value === null ? "never" : `${value}`);
  return {
    removeAfterArrivalDays: days(inherited.removeAfterArrivalDays.value),
    removeAfterDownloadDays: days(inherited.removeAfterDownloadDays.value),
    keepsUndownloaded: inherited.keepsUndownloaded.value ? "stays" : "is removed as well",
    onDele: { remove: "remove", keep: "keep recoverable", refuse: "refuse" }[inherited.onDele.value],
    recoverableDays: days(inherited.recoverableDays.value),
    loginDelaySeconds: `${inherited.loginDelaySeconds.value ?? 0}`,
  };
}
