"use client";

import { Dices } from "lucide-react";
import { useState } from "react";
import type { FormAction } from "#components/ui/action-result.ts";
import { Button, SubmitButton } from "#components/ui/button.tsx";
import { Form } from "#components/ui/form.tsx";
import { PasswordField } from "#components/ui/password-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";

const letters = "abcdefghijkmnpqrstuvwxyz23456789";

/** Twenty letters and digits in groups, without those that look alike: 100 bits. */
function generate(): string {
  const picked = crypto.getRandomValues(new Uint8Array(20)).reduce((text, octet) => text + letters[octet % 32], "");
  return picked.replace(/.{5}(?=.)/g, "$&-");
}

export function FirstAccountForm({ action }: { action: FormAction }) {
  const [address, setAddress] = useState("");
  const [password, setPassword] = useState("");
  return (
    <Form action={action}>
      <TextField
        name="address"
        type="email"
        label="Address"
        description="Its domain is made along with it."
        placeholder="ann@example.org"
        autoComplete="off"
        value={address}
        onChange={setAddress}
        isRequired
      />
      <PasswordField
        name="password"
        label="Password"
        description="The mail program will ask for it. The next page signs in with it."
        autoComplete="new-password"
        known={[address]}
        value={password}
        onChange={setPassword}
        isRequired
      />
      <div className="flex flex-wrap gap-2">
        <SubmitButton>Create the account</SubmitButton>
        <Button variant="ghost" icon={<Dices aria-hidden />} onPress={() => setPassword(generate())}>
          Generate a password
        </Button>
      </div>
    </Form>
  );
}
