"use client";

import { ArrowRight } from "lucide-react";
import type { FormAction } from "#components/ui/action-result.ts";
import { SubmitButton } from "#components/ui/button.tsx";
import { Form } from "#components/ui/form.tsx";

/** The button that leads to the wizard's next page. */
export function GoOn({
  action,
  children,
  isSecondary,
}: {
  action: FormAction;
  children: string;
  isSecondary?: boolean;
}) {
  return (
    <Form action={action} className="contents">
      <SubmitButton size="md" variant={isSecondary ? "secondary" : "primary"}>
        {children}
        {!isSecondary && <ArrowRight aria-hidden />}
      </SubmitButton>
    </Form>
  );
}
