"use client";

import type { FormAction } from "#components/ui/action-result.ts";
import { SecretDialog } from "#components/ui/secret-dialog.tsx";

export interface NewTokenProps {
  isFirst: boolean;
  action: FormAction<string>;
}

/** Makes the token, then shows it once. */
export function NewToken({ isFirst, action }: NewTokenProps) {
  return (
    <SecretDialog
      trigger={isFirst ? "Make a token" : "Make a new token"}
      title={isFirst ? "Make a token" : "Make a new token"}
      description="It is made at random and shown once."
      doneTitle="The token is made"
      doneDescription="Put it into the configuration of the monitoring system."
      action={action}
      submit="Make it"
      secretOf={({ data }) => data ?? ""}
    >
      {isFirst ? null : <p>The one before is worth nothing from that moment on.</p>}
    </SecretDialog>
  );
}
