"use server";

import { z } from "zod";
import type { ShownEffect } from "#components/password-source/source-effect.tsx";
import type { FormAction } from "#server/form/schema.ts";
import { rowId } from "#server/input/schema.ts";
import { readSourceEffect } from "#server/password-source/read-effect.ts";
import { type SourceChange, sourceChange, sourceTrial, type TrialReport } from "#server/password-source/schema.ts";
import { setPasswordSource } from "#server/password-source/set-password-source.ts";
import { trySignIn } from "#server/password-source/try-sign-in.ts";
import { effectSentences, kindWords } from "#server/password-source/words.ts";
import { adminAction } from "#server/web/admin-action.ts";
import { answerForm } from "#server/web/answer-form.ts";
import { requireAdministrator } from "#server/web/require-administrator.ts";
import { theStore } from "#server/web/the-store.ts";

export const setPasswordSourceAction = adminAction(sourceChange, setPasswordSource, {
  message: ({ name, kind, isChanged }) =>
    isChanged ? `Passwords of ${name} are checked by ${kindWords[kind]} from now on.` : "Nothing was changed.",
});

/** Changes nothing, so no page is refreshed. */
export const previewSourceAction: FormAction<ShownEffect> = async (_previous, form) => {
  await requireAdministrator();
  return answerForm(sourceChange, form, async (change) => {
    const effect = await readSourceEffect(await theStore(), change);
    const isRisky = effect.clearServers.length > 0 || (effect.fromKind !== effect.toKind && effect.accountCount > 0);
    return { data: { sentences: effectSentences(effect), isSame: effect.isSame, isRisky } };
  });
};

const trial = sourceTrial.extend({
  domainId: rowId,
  /** The fields of the form beside it, in JSON. */
  settingsWithPassword: z.string().max(400_000),
});

/** Nothing is changed by it but the audit. What is wrong with the settings is said above the dialog's fields. */
export const trySignInAction: FormAction<TrialReport> = async (_previous, form) => {
  const { actor } = await requireAdministrator();
  const answer = await answerForm(trial, form, async ({ settingsWithPassword, ...asked }) => {
    const change = JSON.parse(settingsWithPassword) as SourceChange;
    return { data: await trySignIn(await theStore(), { ...asked, change }, actor) };
  });
  const own = new Set(["address", "password"]);
  const others = Object.entries(answer.fieldErrors ?? {}).filter(([name]) => !own.has(name));
  const message = [answer.message, ...others.map(([, text]) => text)].filter(Boolean).join(" ");
  return answer.status === "refused" ? { ...answer, message: message || undefined } : answer;
};
