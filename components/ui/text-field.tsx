"use client";

import { Description, FieldError, Input, Label, TextArea, TextField as HeroTextField } from "@heroui/react";
import { type ReactNode, useState } from "react";
import type { ActionResult } from "./action-result.ts";
import { useFormState } from "./form.tsx";

export interface TextFieldProps {
  name: string;
  label: string;
  description?: ReactNode;
  defaultValue?: string;
  value?: string;
  onChange?: (value: string) => void;
  placeholder?: string;
  type?: "text" | "email" | "search" | "url" | "number" | "password" | "datetime-local";
  inputMode?: "text" | "numeric" | "decimal" | "email";
  autoComplete?: string;
  isRequired?: boolean;
  isDisabled?: boolean;
  isReadOnly?: boolean;
  autoFocus?: boolean;
  /** Lines of a larger field. */
  rows?: number;
  /** Set in the typeface of addresses, ports and paths. */
  isMonospace?: boolean;
  /** At the right end, inside the field. */
  suffix?: ReactNode;
  /** Overrides what the form's answer says about this field. */
  error?: string;
}

/** One line of text with its name above and its error below. */
export function TextField(props: TextFieldProps) {
  const { name, label, description, placeholder, rows, isMonospace, suffix, error, inputMode, ...field } = props;
  const { result } = useFormState();
  // What was refused is not what stands here once something else is typed.
  const [outdated, setOutdated] = useState<ActionResult | null>(null);
  const message = error ?? (outdated === result ? undefined : result.fieldErrors?.[name]);
  const look = isMonospace ? "w-full font-mono" : "w-full";
  return (
    <HeroTextField
      {...field}
      name={name}
      onChange={(value) => {
        setOutdated(result);
        field.onChange?.(value);
      }}
      defaultValue={field.value === undefined ? (result.values?.[name] ?? field.defaultValue) : undefined}
      isInvalid={message !== undefined}
      validationBehavior="aria"
      fullWidth
    >
      <Label>{label}</Label>
      <div className="relative flex">
        {rows ? (
          <TextArea rows={rows} placeholder={placeholder} className={look} />
        ) : (
          <Input placeholder={placeholder} inputMode={inputMode} className={suffix ? `${look} pr-20` : look} />
        )}
        {suffix && <div className="absolute inset-y-0 right-1 flex items-center">{suffix}</div>}
      </div>
      {description && <Description>{description}</Description>}
      <FieldError>{message}</FieldError>
    </HeroTextField>
  );
}
