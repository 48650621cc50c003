"use client";

import { Sparkles } from "lucide-react";
import { useState, useTransition } from "react";
import { type FormAction, refusalOf } from "#components/ui/action-result.ts";
import { Button } from "#components/ui/button.tsx";
import { callWith } from "#components/ui/call-action.ts";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { PasswordField } from "#components/ui/password-field.tsx";
import { showToast } from "#components/ui/toasts.tsx";

export interface NewPasswordFieldProps {
  label: string;
  value: string;
  onChange: (password: string) => void;
  /** Gives a password as its data. */
  generate: FormAction<string>;
  /** Words that make a password weak: the address. */
  known: readonly string[];
  description?: string;
}

/** A password typed, or made here and copied. */
export function NewPasswordField({ label, value, onChange, generate, known, description }: NewPasswordFieldProps) {
  const [generatedCount, setGeneratedCount] = useState(0);
  const [isPending, start] = useTransition();
  const fill = () =>
    start(async () => {
      const result = await callWith(generate, {});
      if (result.data) {
        onChange(result.data);
        setGeneratedCount((count) => count + 1);
      } else showToast("danger", refusalOf(result));
    });
  return (
    <div className="flex flex-col gap-2">
      <PasswordField
        key={generatedCount}
        isShownAtFirst={generatedCount > 0}
        name="password"
        label={label}
        description={description}
        autoComplete="new-password"
        value={value}
        onChange={onChange}
        known={known}
      />
      <div className="flex flex-wrap gap-2">
        <Button icon={<Sparkles aria-hidden />} isPending={isPending} onPress={fill}>
          Generate one
        </Button>
        {value && (
          <CopyButton text={value} label="Copy the password" variant="secondary">
            Copy
          </CopyButton>
        )}
      </div>
    </div>
  );
}
