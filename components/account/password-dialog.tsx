"use client";

import { KeyRound } from "lucide-react";
import { useState } from "react";
import type { FormAction } from "#components/ui/action-result.ts";
import { Notice } from "#components/ui/notice.tsx";
import { SecretDialog } from "#components/ui/secret-dialog.tsx";
import { NewPasswordField } from "./new-password-field.tsx";

export interface PasswordDialogProps {
  accountId: number;
  address: string;
  hasPassword: boolean;
  /** Who else checks the password, "an LDAP directory"; null: nobody, what is set here counts. */
  checkedBy: string | null;
  action: FormAction;
  generate: FormAction<string>;
}

/** Sets a password, then shows it once: nobody can read it again. */
export function PasswordDialog(props: PasswordDialogProps) {
  const { accountId, address, hasPassword, checkedBy, action, generate } = props;
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
      {checkedBy !== null && (
        <Notice tone="warning" title={`The password of this account is checked by ${checkedBy}.`}>
          One set here signs nobody in while that is so: change it there. A mail program can have an app password.
        </Notice>
      )}
      <NewPasswordField
        label="New password"
        value={password}
        onChange={setPassword}
        generate={generate}
        known={[address]}
        description={
          checkedBy === null
            ? "It holds from the next sign-in on; sessions that are in stay in."
            : "It is kept for the day when the domain's passwords are checked here again."
        }
      />
    </SecretDialog>
  );
}
