import { UserX } from "lucide-react";
import type { FormAction } from "#components/ui/action-result.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { countOf } from "#components/ui/count.tsx";
import type { SessionRow } from "#server/session/schema.ts";

/** Ends a live session after asking. */
export function KickButton({ session, action }: { session: SessionRow; action: FormAction }) {
  return (
    <ConfirmDialog
      trigger="Kick"
      triggerVariant="secondary"
      triggerIcon={<UserX aria-hidden />}
      title={`End the session of ${session.address ?? session.remoteAddress}?`}
      action={action}
      fields={{ sessionId: session.id }}
      confirm="End the session"
    >
      <p>
        The connection is closed at once and the maildrop is free for the next.
        {session.markedCount > 0
          ? ` ${countOf(session.markedCount, "message")} it has marked stay: nothing is removed without QUIT.`
          : " Nothing is removed."}
      </p>
      <p>The mail program will usually come back by itself. To keep it out, switch its sign-in off under Accounts.</p>
    </ConfirmDialog>
  );
}
