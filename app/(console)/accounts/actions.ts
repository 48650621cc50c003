"use server";

import { createAlias, deleteAlias } from "#server/account/alias.ts";
import { changeAccounts } from "#server/account/bulk/change-accounts.ts";
import { bulkChange } from "#server/account/bulk/schema.ts";
import { createAccount } from "#server/account/create-account.ts";
import { deleteAccount } from "#server/account/delete-account.ts";
import { startImport } from "#server/account/import/start-import.ts";
import { importStart } from "#server/account/import/schema.ts";
import { removeForGood } from "#server/account/remove-for-good.ts";
import { restoreAccount } from "#server/account/restore-account.ts";
import {
  accountChange,
  accountDeletion,
  accountRestoration,
  accountSwitches,
  aliasDeletion,
  newAccount,
  newAlias,
  passwordChange,
} from "#server/account/schema.ts";
import { setAccountSwitches } from "#server/account/set-account-switches.ts";
import { setPassword } from "#server/account/set-password.ts";
import { typedAddress } from "#server/account/typed-address.ts";
import { updateAccount } from "#server/account/update-account.ts";
import { consoleAccessChange } from "#server/administrator/schema.ts";
import { setConsoleAccess } from "#server/administrator/set-console-access.ts";
import { cancelTask } from "#server/task/cancel-task.ts";
import { adminAction } from "#server/web/admin-action.ts";

export const createAccountAction = adminAction(newAccount.extend({ address: typedAddress }), createAccount, {
  data: ({ id, address }) => ({ id, address }),
});
export const changeAccountsAction = adminAction(bulkChange, changeAccounts, {
  data: ({ taskId, changingCount, isDone }) => ({ taskId, changingCount, isDone }),
});
export const updateAccountAction = adminAction(accountChange, updateAccount);
export const setAccountSwitchesAction = adminAction(accountSwitches, setAccountSwitches);
export const setConsoleAccessAction = adminAction(consoleAccessChange, setConsoleAccess);
export const setPasswordAction = adminAction(passwordChange, setPassword);
export const deleteAccountAction = adminAction(accountDeletion, deleteAccount, {
  // From the server: the page of what is gone could not lead anywhere.
  redirectTo: "/accounts",
  message: ({ address, restorableUntil }) =>
    restorableUntil === null
      ? `${address} is deleted.`
      : `${address} is deleted. Until ${restorableUntil.toISOString().slice(0, 10)} it can be restored.`,
});
export const restoreAccountAction = adminAction(accountRestoration, restoreAccount, {
  message: ({ address, lost }) =>
    lost.length === 0
      ? `${address} is back, mail and all.`
      : `${address} is back, mail and all. Others have by now: ${lost.join(", ")}.`,
});
export const removeForGoodAction = adminAction(accountDeletion, removeForGood, {
  message: ({ address }) => `${address} is being removed for good.`,
});
export const createAliasAction = adminAction(newAlias, createAlias, {
  message: "The alias receives mail from now on.",
});
export const deleteAliasAction = adminAction(aliasDeletion, deleteAlias);
export const startImportAction = adminAction(importStart, startImport, {
  redirectTo: ({ taskId }) => `/tasks/${taskId}`,
});
export const discardImportAction = adminAction(accountDeletion, cancelTask, {
  redirectTo: "/accounts/import",
  message: "The import is discarded. Nothing was changed.",
});
