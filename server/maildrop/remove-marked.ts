import { forUpdate } from "../database/json-rows.ts";
import { engineOf } from "../database/url.ts";
import type { Tx } from "../db.ts";
import { DomainError } from "../errors.ts";
import type { Store } from "../store.ts";
import type { MaildropVersion } from "./version.ts";

export interface Update {
  readonly accountId: number;
  /** The session whose QUIT this is: it must still hold the lock. */
  readonly sessionId: string;
  /** The state the marks were made in. */
  readonly version: MaildropVersion;
  /** Packed sequences, how many they are and their octets. */
  readonly sequences: Uint8Array<ArrayBuffer>;
  readonly messageCount: number;
  readonly octets: number;
}

/**
 * The UPDATE state (RFC 1939 §6): the Removal that is committed here *is* the removal; finishRemovals takes rows and bodies away
 * afterwards. Gives the maildrop's new version. Refuses with `lock-lost`, and has removed nothing then.
 */
export function removeMarked(store: Store, update: Update): Promise<MaildropVersion> {
  const select = `SELECT "sessionId" FROM "MaildropLock" WHERE "accountId" = `;
  const fence =
    engineOf(store.environment.databaseUrl) === "sqlite" ? `${select}?` : `${select}$1 ${forUpdate.postgresql}`;
  return store.db.$transaction(async (tx) => {
    const [lock] = await tx.$queryRawUnsafe<{ sessionId: string }[]>(fence, update.accountId);
    if (lock?.sessionId !== update.sessionId) throw lockLost();
    const version = await takeFromAccount(tx, update);
    const { accountId, sessionId, sequences, messageCount, octets } = update;
    await tx.removal.create({
      data: {
        accountId,
        sessionId,
        cause: "session",
        sequences,
        messageCount,
        octets,
        committedAt: store.clock.now(),
      },
      select: { id: true },
    });
    return version;
  });
}

/** Touches no row where another change than a delivery came since: then some of the marked may be gone already. */
async function takeFromAccount(tx: Tx, { accountId, version, messageCount, octets }: Update): Promise<MaildropVersion> {
  const [row] = await tx.$queryRaw<{ changeSeq: number | bigint; nextSequence: number | bigint }[]>`
    UPDATE "Account" SET "messageCount" = "messageCount" - ${messageCount}, "octets" = "octets" - ${BigInt(octets)},
      "changeSeq" = "changeSeq" + 1
    WHERE "id" = ${accountId} AND "changeSeq" - "nextSequence" = ${version.changeSeq - version.nextSequence}
    RETURNING "changeSeq", "nextSequence"`;
  if (!row) throw changedMeanwhile();
  return { changeSeq: Number(row.changeSeq), nextSequence: Number(row.nextSequence) };
}

function lockLost(): DomainError {
  return new DomainError(
    "lock-lost",
    "This session no longer holds the maildrop: its lock was cleared. Nothing was removed; sign in again.",
  );
}

function changedMeanwhile(): DomainError {
  return new DomainError(
    "lock-lost",
    "An administrator changed this maildrop while it was open. Nothing was removed; sign in again.",
  );
}
