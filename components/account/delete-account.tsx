import { Trash2 } from "lucide-react";
import type { FormAction } from "#components/ui/action-result.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { countOf } from "#components/ui/count.tsx";
import { formatOctets } from "#components/ui/octets.tsx";
import type { AccountView } from "#server/account/schema.ts";

export function DeleteAccount({ account, action }: { account: AccountView; action: FormAction }) {
  const { id, address, messageCount, octets, aliases, liveSessionCount } = account;
  const mail = messageCount === 0 ? "no mail" : `${countOf(messageCount, "message")}, ${formatOctets(octets)}`;
  return (
    <div className="flex flex-col items-start gap-3">
      <p className="text-muted">Removes the account with {mail}. The address can be used again at once.</p>
      <ConfirmDialog
        trigger="Delete account"
        triggerIcon={<Trash2 aria-hidden />}
        title={`Delete ${address}?`}
        action={action}
        fields={{ id }}
        confirm="Delete account"
        typedWord={address}
      >
        <p>
          This removes {mail}
          {aliases.length > 0 && ` and ${countOf(aliases.length, "alias", "aliases")}`}
          {liveSessionCount > 0 && `, and ends ${countOf(liveSessionCount, "session")}`}. It cannot be undone.
        </p>
      </ConfirmDialog>
    </div>
  );
}
