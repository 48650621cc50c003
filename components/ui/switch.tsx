"use client";

import { Switch as HeroSwitch } from "@heroui/react";
import { type ReactNode, useOptimistic, useState, useTransition } from "react";
import { type FormAction, refusalOf } from "./action-result.ts";
import { callWith } from "./call-action.ts";
import { useFormState } from "./form.tsx";
import { showToast } from "./toasts.tsx";

interface BareSwitchProps {
  label: string;
  description?: ReactNode;
  /** The label is for screen readers alone, as in a table. */
  isLabelHidden?: boolean;
  isSelected: boolean;
  isDisabled?: boolean;
  onChange: (isSelected: boolean) => void;
}

function BareSwitch({ label, description, isLabelHidden, isSelected, isDisabled, onChange }: BareSwitchProps) {
  return (
    <div className="flex items-start justify-between gap-4">
      {!isLabelHidden && (
        <div className="flex min-w-0 flex-col gap-0.5">
          <span aria-hidden className="font-medium text-foreground">
            {label}
          </span>
          {description && <span className="text-muted">{description}</span>}
        </div>
      )}
      <HeroSwitch
        size={isLabelHidden ? "sm" : "md"}
        aria-label={label}
        isSelected={isSelected}
        isDisabled={isDisabled}
        onChange={onChange}
      >
        <HeroSwitch.Content aria-label={label}>
          <HeroSwitch.Control>
            <HeroSwitch.Thumb />
          </HeroSwitch.Control>
        </HeroSwitch.Content>
      </HeroSwitch>
    </div>
  );
}

export interface SwitchFieldProps {
  name: string;
  label: string;
  description?: ReactNode;
  defaultSelected?: boolean;
  isDisabled?: boolean;
  /** For fields that matter only with it on. */
  onChange?: (isSelected: boolean) => void;
}

/** A switch inside a form: always sends "true" or "false". */
export function SwitchField({ name, defaultSelected = false, onChange, ...props }: SwitchFieldProps) {
  const { result } = useFormState();
  const kept = result.values?.[name];
  const [isSelected, setSelected] = useState(kept === undefined ? defaultSelected : kept === "true");
  const change = (isNowSelected: boolean) => {
    setSelected(isNowSelected);
    onChange?.(isNowSelected);
  };
  return (
    <div>
      <input type="hidden" name={name} value={String(isSelected)} />
      <BareSwitch {...props} isSelected={isSelected} onChange={change} />
    </div>
  );
}

export interface SwitchProps {
  action: FormAction;
  /** The field that carries "true" or "false". */
  name: string;
  /** What else the action must know, such as the row's id. */
  fields?: Record<string, string | number>;
  isSelected: boolean;
  label: string;
  description?: ReactNode;
  isLabelHidden?: boolean;
  isDisabled?: boolean;
  /** Called instead of the action when it is switched off: somebody must be asked first. */
  askOff?: () => void;
}

/** A switch that acts at once. It moves when pressed and moves back, with the reason, when refused. */
export function Switch({ action, name, fields = {}, isSelected, askOff, ...props }: SwitchProps) {
  const [shown, setShown] = useOptimistic(isSelected);
  const [, start] = useTransition();
  const change = (wanted: boolean) => {
    if (!wanted && askOff) return askOff();
    start(async () => {
      setShown(wanted);
      const result = await callWith(action, { ...fields, [name]: wanted });
      if (result.status === "refused") {
        showToast("danger", refusalOf(result), result.incident);
      } else if (result.message) showToast("good", result.message);
    });
  };
  return <BareSwitch {...props} isSelected={shown} onChange={change} />;
}
