"use client";

import { KeyRound } from "lucide-react";
import { useState } from "react";
import type { FormAction } from "#components/ui/action-result.ts";
import { SecretDialog } from "#components/ui/secret-dialog.tsx";
import { NewPasswordField } from "./new-password-field.tsx";

export interface PasswordDialogProps {
  accountId: number;
  address: string;
  hasPassword: boolean;
  action: FormAction;
  generate: FormAction<string>;
}

/** Sets a password, then shows it once: nobody can read it again. */
export function PasswordDialog({ accountId, address, hasPassword, action, generate }: PasswordDialogProps) {
  const [password, setPassword] = useState("");
  const title = hasPassword ? "Change password" : "Set a password";
  return (
    <SecretDialog
      trigger={title}
      triggerIcon={<KeyRound aria-hidden />}
      title={title}
      description={address}
      doneTitle="The password is set"
      action={action}
      fields={{ id: accountId }}
      submit="Set password"
      secretOf={() => password}
      onOpen={() => setPassword("")}
    >
      <NewPasswordField
        label="New password"
        value={password}
        onChange={setPassword}
        generate={generate}
        known={[address]}
        description="It holds from the next sign-in on; sessions that are in stay in."
      />
    </SecretDialog>
  );
}
