"use client";

import { useState } from "react";
import type { FormAction } from "#components/ui/action-result.ts";
import { SubmitButton } from "#components/ui/button.tsx";
import { Form } from "#components/ui/form.tsx";
import { PasswordField } from "#components/ui/password-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";

export function OwnerForm({ action, token }: { action: FormAction; token: string }) {
  const [email, setEmail] = useState("");
  return (
    <Form action={action} fields={{ token }}>
      <TextField
        name="email"
        type="email"
        label="E-mail address"
        description="You sign in to this console with it. It need not be an address of this server."
        autoComplete="username"
        value={email}
        onChange={setEmail}
        isRequired
        autoFocus
      />
      <PasswordField
        name="password"
        label="Password"
        description="At least 10 characters. A few unrelated words are strong and easy to type."
        autoComplete="new-password"
        known={[email, "popdesk"]}
        isRequired
      />
      <SubmitButton size="md">Become the owner</SubmitButton>
    </Form>
  );
}
