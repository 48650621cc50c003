"use client";

import { MonitorCog } from "lucide-react";
import { useState } from "react";
import type { FormAction } from "#components/ui/action-result.ts";
import { SecretDialog } from "#components/ui/secret-dialog.tsx";
import type { AccountRow } from "#server/account/schema.ts";
import { NewPasswordField } from "./new-password-field.tsx";

export interface ConsoleDialogProps {
  account: Pick<AccountRow, "id" | "address" | "consoleAccess">;
  action: FormAction;
  generate: FormAction<string>;
}

/** Lets an account's holder use the console with a password for it alone, shown once: the first time, or when it is lost. */
export function ConsoleDialog({ account: { id, address, consoleAccess }, action, generate }: ConsoleDialogProps) {
  const [password, setPassword] = useState("");
  return (
    <SecretDialog
      trigger={consoleAccess === null ? "Let in …" : "New console password …"}
      triggerIcon={<MonitorCog aria-hidden />}
      title={consoleAccess === null ? "Let into the console" : "New console password"}
      description={
        consoleAccess === null
          ? `${address} becomes an administrator: sees all accounts and may change everything but who uses the console.`
          : `${address} signs in with the new one from now on; every browser is signed out.`
      }
      doneTitle="May use the console"
      doneDescription={`${address} signs in to the console with this address and this password.`}
      action={action}
      fields={{ id, canUseConsole: "true" }}
      submit={consoleAccess === null ? "Let in" : "Set password"}
      secretOf={() => password}
      onOpen={() => setPassword("")}
    >
      <NewPasswordField
        label="Password for the console"
        value={password}
        onChange={setPassword}
        generate={generate}
        known={[address]}
        description="Of its own: the one for mail lies in every phone and mail program."
      />
    </SecretDialog>
  );
}
