"use server";

import { z } from "zod";
import { checkAdministrator } from "#server/administrator/check-administrator.ts";
import { consoleSignIn } from "#server/administrator/schema.ts";
import { DomainError } from "#server/errors.ts";
import { strangerAction } from "#server/web/admin-action.ts";
import { placeAfterSignIn, signInBrowser } from "#server/web/browser-sign-in.ts";

export const signInAction = strangerAction(
  consoleSignIn.extend({ to: z.string().optional() }),
  async (store, { email, password }, { remoteAddress }) => {
    const administrator = await checkAdministrator(store, { email, password, remoteAddress });
    if ("refused" in administrator) throw new DomainError("not-allowed", administrator.text);
    await signInBrowser(administrator.id);
  },
  { redirectTo: (_, { to }) => placeAfterSignIn(to) },
);
