"use client";

import { type ReactNode, useTransition } from "react";
import { type FormAction, refusalOf } from "./action-result.ts";
import { Button, type ButtonVariant } from "./button.tsx";
import { callWith } from "./call-action.ts";
import { showToast } from "./toasts.tsx";

export interface ActionButtonProps {
  action: FormAction;
  fields?: Record<string, string | number>;
  children?: ReactNode;
  variant?: ButtonVariant;
  icon?: ReactNode;
  label?: string;
  isDisabled?: boolean;
  doneMessage?: string;
}

/** Does one thing at once and says in a toast how it went. For what can be undone; ConfirmDialog asks first. */
export function ActionButton({ action, fields = {}, doneMessage, ...button }: ActionButtonProps) {
  const [isPending, start] = useTransition();
  const run = () =>
    start(async () => {
      const result = await callWith(action, fields);
      if (result.status === "refused") showToast("danger", refusalOf(result), result.incident);
      else {
        const message = result.message ?? doneMessage;
        if (message) showToast("good", message);
      }
    });
  return <Button {...button} isPending={isPending} onPress={run} />;
}
