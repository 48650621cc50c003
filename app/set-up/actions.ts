"use server";

import { changePort } from "#server/set-up/change-port.ts";
import { typedAddress } from "#server/account/typed-address.ts";
import { createFirstAccount } from "#server/set-up/create-first-account.ts";
import { createFirstOwner } from "#server/set-up/create-first-owner.ts";
import { createSampleAccount, removeSampleAccount } from "#server/set-up/create-sample-account.ts";
import { finishSetUp, reachStep } from "#server/set-up/progress.ts";
import { firstAccount, firstOwner, nothing, portChange, serverName } from "#server/set-up/schema.ts";
import { tryTrialAccount } from "#server/set-up/try-trial-account.ts";
import { changeHostname } from "#server/setting/change-hostname.ts";
import { adminAction, strangerAction } from "#server/web/admin-action.ts";
import { signInBrowser } from "#server/web/browser-sign-in.ts";

export const createOwnerAction = strangerAction(
  firstOwner,
  async (store, input, { remoteAddress }) => {
    const owner = await createFirstOwner(store, input, remoteAddress);
    await signInBrowser(owner.id);
  },
  { redirectTo: "/set-up/server" },
);

export const changeHostnameAction = adminAction(
  serverName,
  async (store, { next, hostname }, actor) => {
    await changeHostname(store, { hostname }, actor);
    if (next) await reachStep(store, next);
  },
  {
    message: (_, { next }) => (next ? undefined : "The host name is saved."),
    redirectTo: (_, { next }) => next && `/set-up/${next}`,
  },
);

export const changePortAction = adminAction(portChange, changePort, {
  message: (_, { port }) => `Its port is ${port} now.`,
});

export const createAccountAction = adminAction(firstAccount.extend({ address: typedAddress }), createFirstAccount, {
  redirectTo: "/set-up/try",
});

export const createSampleAction = adminAction(nothing, createSampleAccount, { redirectTo: "/set-up/try" });

export const removeSampleAction = adminAction(nothing, removeSampleAccount, { message: "The sample is removed." });

export const trySignInAction = adminAction(nothing, tryTrialAccount, { data: (trial) => trial });

export const goToProgramsAction = adminAction(nothing, (store) => reachStep(store, "programs"), {
  redirectTo: "/set-up/programs",
});

export const finishSetUpAction = adminAction(nothing, finishSetUp, { redirectTo: "/overview" });
