import { countOf } from "#components/ui/count.tsx";
import { Octets } from "#components/ui/octets.tsx";
import { StatusChip } from "#components/ui/status-chip.tsx";
import { Time } from "#components/ui/time.tsx";
import type { AccountRow, AccountView } from "#server/account/schema.ts";

/** One word for a row: the worst thing about the account, or that all is well. */
export function AccountChip({ account }: { account: AccountRow }) {
  const isFull =
    (account.quotaOctets !== null && account.octets >= account.quotaOctets) ||
    (account.quotaMessages !== null && account.messageCount >= account.quotaMessages);
  if (!account.canReceive && !account.canSignIn) return <StatusChip tone="neutral">Off</StatusChip>;
  if (isFull) return <StatusChip tone="danger">Full</StatusChip>;
  if (!account.canReceive) return <StatusChip tone="warning">No mail</StatusChip>;
  if (!account.canSignIn) return <StatusChip tone="warning">No sign-in</StatusChip>;
  if (!account.hasPassword) return <StatusChip tone="info">No password</StatusChip>;
  return <StatusChip tone="good">Active</StatusChip>;
}

/** The account's state as a colleague would say it. */
export function AccountSentence({ account }: { account: AccountView }) {
  const { canReceive, canSignIn, hasPassword, lastSignInAt, liveSessionCount } = account;
  const signsIn = !canSignIn
    ? "may not sign in"
    : hasPassword
      ? "may sign in"
      : "has no password, so nobody can sign in";
  return (
    <>
      {canReceive ? "Receives mail" : "Receives no mail"} {canReceive === canSignIn ? "and" : "but"} {signsIn}. Holds{" "}
      {countOf(account.messageCount, "message")}, <Octets value={account.octets} />.{" "}
      {liveSessionCount > 0 ? (
        <span className="live-fact">A mail program is in right now.</span>
      ) : lastSignInAt ? (
        <>
          Last signed in <Time at={lastSignInAt} />.
        </>
      ) : (
        "Nobody has signed in yet."
      )}
    </>
  );
}
