import { Trash2 } from "lucide-react";
import type { FormAction } from "#components/ui/action-result.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { countOf } from "#components/ui/count.tsx";
import { formatOctets } from "#components/ui/octets.tsx";
import type { AccountView } from "#server/account/schema.ts";

export interface DeleteAccountProps {
  account: AccountView;
  /** How long it can be restored; 0: not at all. */
  days: number;
  action: FormAction;
}

export function DeleteAccount({ account, days, action }: DeleteAccountProps) {
  const { id, address, messageCount, octets, aliases, liveSessionCount } = account;
  const mail = messageCount === 0 ? "no mail" : `${countOf(messageCount, "message")}, ${formatOctets(octets)}`;
  const others = [
    aliases.length > 0 && `its ${countOf(aliases.length, "alias", "aliases")} with it`,
    liveSessionCount > 0 && `${countOf(liveSessionCount, "session")} ended`,
  ].filter(Boolean);
  const canRestore = days > 0;
  return (
    <div className="flex flex-col items-start gap-3">
      <p className="text-muted">
        {canRestore
          ? `It neither receives nor signs in from then on, and can be restored for ${countOf(days, "day")}. The address can be used again at once.`
          : `Removes the account with ${mail}. The address can be used again at once.`}
      </p>
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
          It holds {mail}
          {others.length > 0 && `; ${others.join(", ")}`}.{" "}
          {canRestore
            ? `For ${countOf(days, "day")} it can be restored, mail and all; then it is removed.`
            : "It cannot be undone."}
        </p>
      </ConfirmDialog>
    </div>
  );
}
