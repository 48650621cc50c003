"use client";

import type { FormAction } from "#components/ui/action-result.ts";
import { SubmitButton } from "#components/ui/button.tsx";
import { Form } from "#components/ui/form.tsx";
import { PasswordField } from "#components/ui/password-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";

export interface SignInFormProps {
  action: FormAction;
  /** The page that was asked for. */
  to: string;
}

export function SignInForm({ action, to }: SignInFormProps) {
  return (
    <Form action={action} fields={{ to }}>
      <TextField name="email" type="email" label="E-mail address" autoComplete="username" isRequired autoFocus />
      <PasswordField name="password" label="Password" autoComplete="current-password" isRequired />
      <SubmitButton size="md" isFullWidth>
        Sign in
      </SubmitButton>
    </Form>
  );
}
