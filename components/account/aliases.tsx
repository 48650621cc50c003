"use client";

import { X } from "lucide-react";
import { ActionButton } from "#components/ui/action-button.tsx";
import type { FormAction } from "#components/ui/action-result.ts";
import { SubmitButton } from "#components/ui/button.tsx";
import { Form } from "#components/ui/form.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import type { AliasRow } from "#server/account/schema.ts";

export interface AliasesProps {
  accountId: number;
  domainName: string;
  aliases: readonly AliasRow[];
  create: FormAction;
  remove: FormAction;
}

export function Aliases({ accountId, domainName, aliases, create, remove }: AliasesProps) {
  return (
    <div className="flex flex-col gap-4">
      {aliases.length > 0 && (
        <ul className="flex flex-col divide-y divide-separator">
          {aliases.map(({ id, address }) => (
            <li key={id} className="flex items-center justify-between gap-3 py-1 wrap-anywhere first:pt-0">
              {address}
              <ActionButton
                action={remove}
                fields={{ id }}
                variant="ghost"
                label={`Delete the alias ${address}`}
                icon={<X aria-hidden />}
                doneMessage={`${address} no longer receives mail.`}
              />
            </li>
          ))}
        </ul>
      )}
      <Form
        action={create}
        fields={{ accountId }}
        isResetWhenDone
        className="flex flex-col gap-3 sm:flex-row sm:items-start"
      >
        <TextField name="address" label="Another address" placeholder={`info@${domainName}`} autoComplete="off" />
        <div className="sm:pt-6">
          <SubmitButton variant="secondary">Add alias</SubmitButton>
        </div>
      </Form>
    </div>
  );
}
