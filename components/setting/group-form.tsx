"use client";

import type { ReactNode } from "react";
import type { FormAction } from "#components/ui/action-result.ts";
import { SubmitButton } from "#components/ui/button.tsx";
import { Form } from "#components/ui/form.tsx";
import { LastChange } from "#components/ui/last-change.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { SwitchField } from "#components/ui/switch.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import type { LastChange as Change } from "#server/audit/schema.ts";
import type { Settings } from "#server/setting/schema.ts";

/** How a setting is asked for. */
export interface AskedSetting {
  name: keyof Settings;
  label: string;
  description?: ReactNode;
  /** What the number counts; stands in the field. */
  unit?: string;
  /** Shown where nothing is typed, for those that may be none. */
  none?: string;
  options?: readonly { value: string; label: string; description?: string }[];
}

export interface SettingGroupFormProps {
  action: FormAction;
  asked: readonly AskedSetting[];
  settings: Settings;
  submit: string;
  /** What saving would mean: a Preview (components/ui/preview). */
  effect?: ReactNode;
  /** Who changed one of them last. */
  change: Change | null;
}

/** The settings of one subject, saved together. */
export function SettingGroupForm({ action, asked, settings, submit, effect, change }: SettingGroupFormProps) {
  return (
    <Form action={action} className="flex flex-col gap-4">
      <div className="grid gap-x-8 gap-y-4 md:grid-cols-2">
        {asked.map((setting) => (
          <SettingField key={setting.name} {...setting} value={settings[setting.name]} />
        ))}
      </div>
      {effect}
      <div>
        <SubmitButton variant="secondary">{submit}</SubmitButton>
      </div>
      <LastChange change={change} />
    </Form>
  );
}

function SettingField({ unit, none, options, value, ...field }: AskedSetting & { value: Settings[keyof Settings] }) {
  if (typeof value === "boolean") return <SwitchField {...field} defaultSelected={value} />;
  if (options) return <SelectField {...field} options={options} defaultValue={String(value)} />;
  return (
    <TextField
      {...field}
      defaultValue={value === null ? "" : String(value)}
      placeholder={none}
      inputMode={unit ? "numeric" : undefined}
      isRequired={none === undefined}
      isMonospace={!unit}
      autoComplete="off"
      suffix={unit && <span className="pr-2 text-muted">{unit}</span>}
    />
  );
}
