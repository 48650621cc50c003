"use client";

import { useCallback, useState } from "react";
import type { FormAction } from "#components/ui/action-result.ts";
import { SubmitButton } from "#components/ui/button.tsx";
import { Form } from "#components/ui/form.tsx";
import { PasswordField } from "#components/ui/password-field.tsx";

export function OwnPasswordForm({ email, action }: { email: string; action: FormAction }) {
  const [round, setRound] = useState(0);
  const empty = useCallback(() => setRound((before) => before + 1), []);
  return (
    <Form action={action} onDone={empty} className="flex max-w-md flex-col gap-4">
      <input type="hidden" autoComplete="username" value={email} readOnly />
      <PasswordField
        key={`current ${round}`}
        name="currentPassword"
        label="Present password"
        autoComplete="current-password"
      />
      <PasswordField
        key={`new ${round}`}
        name="password"
        label="New password"
        autoComplete="new-password"
        known={[email]}
        description="Ten characters at least. Your other browsers are signed out."
      />
      <div>
        <SubmitButton variant="secondary">Change password</SubmitButton>
      </div>
    </Form>
  );
}
