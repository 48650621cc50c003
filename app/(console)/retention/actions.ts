"use server";

import { holdMail, liftHold } from "#server/retention/legal-hold.ts";
import { readRule } from "#server/retention/read-rules.ts";
import { emptyRule, liftedHold, newHold, ruleChange } from "#server/retention/schema.ts";
import { saveRuleAsSeen } from "#server/retention-run/save-as-seen.ts";
import { simulateRetention } from "#server/retention-run/simulate.ts";
import { adminAction, adminPreview } from "#server/web/admin-action.ts";

export const saveRuleAction = adminAction(ruleChange, saveRuleAsSeen, {
  message: ({ name }) => `Saved: ${name === "server" ? "the server" : name} goes by it within a second.`,
});
export const holdAction = adminAction(newHold, holdMail, {
  message: ({ name }) => `${name === "server" ? "The whole server" : name} is on hold from now on.`,
});
export const liftAction = adminAction(liftedHold, liftHold, {
  message: ({ name, keptUntilAt }) =>
    `The hold of ${name === "server" ? "the server" : name} is lifted. What was removed under it stays recoverable until ${keptUntilAt.toISOString().slice(0, 10)}.`,
});

const removing = ["removeAfterArrivalDays", "removeAfterDownloadDays", "keepsUndownloaded"] as const;

/** Null where nothing of what rules remove would change. */
export const previewRuleAction = adminPreview(ruleChange, async (store, change, actor) => {
  const rule = (await readRule(store.db, change)) ?? emptyRule;
  const isSame = removing.every((name) => change[name] === undefined || change[name] === rule[name]);
  return isSame ? null : simulateRetention(store, change, actor);
});
