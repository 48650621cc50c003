import { Unlock } from "lucide-react";
import Link from "next/link";
import type { FormAction } from "#components/ui/action-result.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { countOf } from "#components/ui/count.tsx";
import { clearingWord, type LockRow } from "#server/lock/schema.ts";
import { staleWords } from "./words.ts";

/** Clears one lock: a stale one after a question, a living one after a typed word. */
export function ClearLock({ lock, action }: { lock: LockRow; action: FormAction }) {
  const { accountId, sessionId, address, staleReason } = lock;
  const isStale = staleReason !== null;
  return (
    <ConfirmDialog
      trigger="Clear"
      triggerVariant={isStale ? "danger-soft" : "secondary"}
      triggerIcon={<Unlock aria-hidden />}
      title={isStale ? `Clear the stale lock of ${address}?` : `Clear the lock of a living session of ${address}?`}
      action={action}
      fields={{ accountId, sessionId }}
      confirm="Clear the lock"
      typedWord={isStale ? undefined : clearingWord}
    >
      {isStale ? (
        <p>
          {staleWords[staleReason].meaning} {address} can sign in again at once. Should the session turn out to live,
          its QUIT removes nothing.
        </p>
      ) : (
        <Living lock={lock} />
      )}
    </ConfirmDialog>
  );
}

function Living({ lock: { sessionId, session } }: { lock: LockRow }) {
  const marked = session?.markedCount ?? 0;
  return (
    <>
      <p>
        The next to sign in gets the maildrop, while this session goes on reading. Its QUIT is answered{" "}
        <code className="font-mono">-ERR [SYS/TEMP]</code> and removes nothing
        {marked > 0 ? `: what it has marked so far stays (${countOf(marked, "message")})` : ""}.
      </p>
      <p>
        <Link href={`/sessions/${sessionId}`} className="text-link hover:underline">
          Ending the session
        </Link>{" "}
        frees the lock too, and tells the mail program at once.
      </p>
    </>
  );
}
