"use server";

import { accountAccess } from "#server/account/schema.ts";
import { setAccountAccess } from "#server/account/set-account-access.ts";
import { createAppPassword } from "#server/app-password/create-app-password.ts";
import { revokeAppPassword } from "#server/app-password/revoke-app-password.ts";
import { appPasswordRevocation, newAppPassword } from "#server/app-password/schema.ts";
import { adminAction } from "#server/web/admin-action.ts";

export const createAppPasswordAction = adminAction(newAppPassword, createAppPassword, {
  data: ({ password }) => password,
});
export const revokeAppPasswordAction = adminAction(appPasswordRevocation, revokeAppPassword, {
  message: ({ name }) => `"${name}" lets nobody in any more.`,
});
export const setAccountAccessAction = adminAction(accountAccess, setAccountAccess, {
  message: "It holds from the next sign-in on.",
});
