"use client";

import { useRouter } from "next/navigation";
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
  doneHref?: string;
}

/** Does one thing at once and says in a toast how it went. For what can be undone; ConfirmDialog asks first. */
export function ActionButton({ action, fields = {}, doneMessage, doneHref, ...button }: ActionButtonProps) {
  const [isPending, start] = useTransition();
  const router = useRouter();
  const run = () =>
    start(async () => {
      const result = await callWith(action, fields);
      if (result.status === "refused") showToast("danger", refusalOf(result), result.incident);
      else {
        const message = result.message ?? doneMessage;
        if (message) showToast("good", message);
        if (doneHref) router.push(doneHref);
      }
    });
  return <Button {...button} isPending={isPending} onPress={run} />;
}
