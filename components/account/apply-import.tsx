"use client";

import type { FormAction } from "#components/ui/action-result.ts";
import { ActionButton } from "#components/ui/action-button.tsx";
import { SubmitButton } from "#components/ui/button.tsx";
import { Form } from "#components/ui/form.tsx";
import { SwitchField } from "#components/ui/switch.tsx";

export interface ApplyImportProps {
  id: number;
  /** Accounts of domains that are not there. */
  domainCount: number;
  canApply: boolean;
  apply: FormAction;
  discard: FormAction;
}

/** Nothing is changed before this. */
export function ApplyImport({ id, domainCount, canApply, apply, discard }: ApplyImportProps) {
  return (
    <Form action={apply} fields={{ id }} className="flex flex-col gap-4">
      {domainCount > 0 && (
        <SwitchField
          name="createsDomains"
          label="Create the domains that are not there"
          description="Off: their lines are refused."
        />
      )}
      <div className="flex flex-wrap gap-2">
        <SubmitButton isDisabled={!canApply}>Apply</SubmitButton>
        <ActionButton action={discard} fields={{ id }} variant="ghost">
          Discard
        </ActionButton>
      </div>
    </Form>
  );
}
