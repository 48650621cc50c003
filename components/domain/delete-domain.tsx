import { Trash2 } from "lucide-react";
import type { FormAction } from "#components/ui/action-result.ts";
import type { ButtonVariant } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { countOf } from "#components/ui/count.tsx";
import type { DomainRow } from "#server/domain/schema.ts";

export interface DeleteDomainProps {
  domain: Pick<DomainRow, "id" | "name" | "accountCount" | "aliasCount">;
  action: FormAction;
  triggerVariant?: ButtonVariant;
}

export function DeleteDomain({ domain, action, triggerVariant = "ghost" }: DeleteDomainProps) {
  const { id, name, accountCount, aliasCount } = domain;
  const used = [
    accountCount && countOf(accountCount, "account"),
    aliasCount && countOf(aliasCount, "alias", "aliases"),
  ];
  return (
    <ConfirmDialog
      trigger="Delete"
      triggerVariant={triggerVariant}
      triggerIcon={<Trash2 aria-hidden />}
      title={`Delete ${name}?`}
      action={action}
      fields={{ id }}
      confirm="Delete domain"
    >
      {accountCount + aliasCount === 0 ? (
        <p>It has no accounts. Mail for it is refused from then on.</p>
      ) : (
        <p>It still has {used.filter(Boolean).join(" and ")}. Delete those first: a domain with accounts stays.</p>
      )}
    </ConfirmDialog>
  );
}
