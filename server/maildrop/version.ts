import { DomainError } from "../errors.ts";
import type { Store } from "../store.ts";

/** Names one committed state of a maildrop. */
export interface MaildropVersion {
  /** Grows with every change: with a delivery by as much as nextSequence, with any other change alone. */
  readonly changeSeq: number;
  readonly nextSequence: number;
}

/** Whether nothing but deliveries happened between the two: then the later one is the earlier and what has come since. */
export function onlyDeliveriesBetween(one: MaildropVersion, other: MaildropVersion): boolean {
  return one.changeSeq - one.nextSequence === other.changeSeq - other.nextSequence;
}

/** An account's counters beside its maildrop's version. */
export interface MaildropState extends MaildropVersion {
  readonly messageCount: number;
}

/** Refuses with `not-found` where the account is no more. */
export async function readVersion({ db }: Store, accountId: number): Promise<MaildropState> {
  const [row] = await db.$queryRaw<Record<keyof MaildropState, number | bigint>[]>`
    SELECT "changeSeq", "nextSequence", "messageCount" FROM "Account" WHERE "id" = ${accountId}`;
  if (!row) throw new DomainError("not-found", "This account is no more; an administrator removed it.");
  return {
    changeSeq: Number(row.changeSeq),
    nextSequence: Number(row.nextSequence),
    messageCount: Number(row.messageCount),
  };
}
