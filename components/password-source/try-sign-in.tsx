"use client";

import { useState } from "react";
import type { ActionResult, FormAction } from "#components/ui/action-result.ts";
import { FormDialog } from "#components/ui/form-dialog.tsx";
import { PasswordField } from "#components/ui/password-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import type { TrialReport } from "#server/password-source/schema.ts";
import { TrialSteps } from "./trial-steps.tsx";

export interface TrySignInProps {
  domainId: number;
  domainName: string;
  /** Of the form whose settings are tried as they stand there, saved or not. */
  formId: string;
  action: FormAction<TrialReport>;
}

/** Tries a sign-in with what stands in the form, and shows each step. */
export function TrySignIn({ domainId, domainName, formId, action }: TrySignInProps) {
  const [report, setReport] = useState<TrialReport | null>(null);
  const withSettings: FormAction<TrialReport> = (previous, data) => {
    setReport(null);
    const form = document.getElementById(formId);
    const fields = form instanceof HTMLFormElement ? Object.fromEntries(new FormData(form)) : {};
    // Its name keeps what stands in it from being sent back.
    data.set("settingsWithPassword", JSON.stringify(fields));
    return action(previous, data);
  };
  return (
    <FormDialog
      trigger="Try a sign-in"
      title="Try a sign-in"
      description="With the settings as they stand in the form, saved or not. Nobody is signed in, and the password is kept nowhere; that you tried stands in the audit."
      action={withSettings}
      fields={{ domainId }}
      submit="Try"
      staysOpen={() => true}
      onDone={({ data }: ActionResult<TrialReport>) => setReport(data ?? null)}
    >
      <TextField name="address" label="Address" placeholder={`ann@${domainName}`} autoComplete="off" autoFocus />
      <PasswordField name="password" label="Password" autoComplete="current-password" />
      <div aria-live="polite">{report && <TrialSteps report={report} />}</div>
    </FormDialog>
  );
}
