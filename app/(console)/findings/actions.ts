"use server";

import { fixFinding } from "#server/finding/fix-finding.ts";
import { findingFix } from "#server/finding/schema.ts";
import { adminAction } from "#server/web/admin-action.ts";

export const fixFindingAction = adminAction(findingFix, fixFinding, {
  message: ({ address, loginDelaySeconds }) =>
    `${address} may sign in once in ${loginDelaySeconds} seconds. This goes by itself when its programs keep to it.`,
});
