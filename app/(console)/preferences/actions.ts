"use server";

import { z } from "zod";
import { changeOwnPassword } from "#server/administrator/change-password.ts";
import { changePreferences } from "#server/administrator/change-preferences.ts";
import { ownPasswordChange, preferences } from "#server/administrator/schema.ts";
import { revokeSignIn } from "#server/administrator/sign-in.ts";
import { ownAction } from "#server/web/own-action.ts";

export const changePreferencesAction = ownAction(preferences, changePreferences, { message: "Saved." });
export const changeOwnPasswordAction = ownAction(ownPasswordChange, changeOwnPassword, {
  message: "Your password is changed. Your other browsers are signed out.",
});
export const revokeSignInAction = ownAction(z.object({ id: z.string() }), revokeSignIn, {
  message: "That browser is signed out.",
});
