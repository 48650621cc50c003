"use server";

import { addRule } from "#server/protection/add-rule.ts";
import { endRule } from "#server/protection/end-rule.ts";
import { forgetThrottle } from "#server/protection/forget-throttle.ts";
import { allowBlocked, liftBlock } from "#server/protection/lift-block.ts";
import {
  blockAllowance,
  blockChange,
  blockLift,
  newRule,
  ruleEnd,
  spokenNetwork,
  throttleChange,
  throttleEnd,
} from "#server/protection/schema.ts";
import { changeSettings } from "#server/setting/change-settings.ts";
import { adminAction } from "#server/web/admin-action.ts";

const saved = { message: "Saved. It holds within a second." };

export const changeThrottleAction = adminAction(throttleChange, changeSettings, saved);
export const changeBlockAction = adminAction(blockChange, changeSettings, saved);
export const addRuleAction = adminAction(newRule, addRule, {
  message: ({ network, action }) =>
    `${spokenNetwork(network)} is ${action === "allow" ? "let in" : "kept out"} from now on.`,
});
export const endRuleAction = adminAction(ruleEnd, endRule, {
  message: ({ network }) => `${spokenNetwork(network)} is off the list.`,
});
export const liftBlockAction = adminAction(blockLift, liftBlock, {
  message: (network) => `${spokenNetwork(network)} may come in again.`,
});
export const allowBlockedAction = adminAction(blockAllowance, allowBlocked, {
  message: ({ network }) => `${spokenNetwork(network)} is let in from now on, whatever it does.`,
});
export const forgetThrottleAction = adminAction(throttleEnd, forgetThrottle, {
  message: "Forgotten: the next attempt is looked at.",
});
