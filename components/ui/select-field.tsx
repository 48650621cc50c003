"use client";

import { Description, FieldError, Label, ListBox, Select } from "@heroui/react";
import type { ReactNode } from "react";
import { useFormState } from "./form.tsx";

export interface Option {
  value: string;
  label: string;
  description?: string;
}

export interface SelectFieldProps {
  name: string;
  label: string;
  options: readonly Option[];
  description?: ReactNode;
  defaultValue?: string;
  value?: string;
  onChange?: (value: string) => void;
  placeholder?: string;
  isDisabled?: boolean;
  isRequired?: boolean;
}

export function SelectField(props: SelectFieldProps) {
  const { name, label, options, description, defaultValue, value, onChange, ...field } = props;
  const { result } = useFormState();
  const message = result.fieldErrors?.[name];
  return (
    <Select
      {...field}
      name={name}
      value={value}
      defaultValue={value === undefined ? (result.values?.[name] ?? defaultValue) : undefined}
      onChange={(key) => onChange?.(String(key))}
      isInvalid={message !== undefined}
      validationBehavior="aria"
      fullWidth
    >
      <Label>{label}</Label>
      <Select.Trigger>
        <Select.Value />
        <Select.Indicator />
      </Select.Trigger>
      {description && <Description>{description}</Description>}
      <FieldError>{message}</FieldError>
      <Select.Popover>
        <ListBox>
          {options.map((option) => (
            <ListBox.Item key={option.value} id={option.value} textValue={option.label}>
              <div className="flex min-w-0 flex-col">
                <Label>{option.label}</Label>
                {option.description && <Description>{option.description}</Description>}
              </div>
              <ListBox.ItemIndicator />
            </ListBox.Item>
          ))}
        </ListBox>
      </Select.Popover>
    </Select>
  );
}
