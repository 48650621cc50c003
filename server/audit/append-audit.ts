import type { Tx } from "../db.ts";
import { entryHash } from "./entry-hash.ts";

/** Who did it, and from where. */
export interface Actor {
  readonly kind: "administrator" | "command-line" | "set-up" | "daemon";
  /** E-mail of the administrator, or the system user of the command line. */
  readonly name: string;
  readonly remoteAddress: string | null;
}

export interface NewAuditEntry {
  /** Verb, e.g. "account.create". */
  readonly action: string;
  /** What it was done to, e.g. "ann@example.org". */
  readonly object: string;
  /** The fields that changed. Never a secret. */
  readonly before?: unknown;
  readonly after?: unknown;
}

/**
 * Appends to the chain, in the transaction of the change. Takes Control's row first, so that entries come one after the
 * other.
 */
export async function appendAudit(tx: Tx, actor: Actor, at: Date, entry: NewAuditEntry): Promise<void> {
  const { auditNumber: number, auditHash: previousHash } = await tx.control.update({
    where: { id: 1 },
    data: { auditNumber: { increment: 1 } },
    select: { auditNumber: true, auditHash: true },
  });
  const row = {
    number,
    at,
    actorKind: actor.kind,
    actorName: actor.name,
    remoteAddress: actor.remoteAddress,
    action: entry.action,
    object: entry.object,
    before: json(entry.before),
    after: json(entry.after),
    previousHash,
  };
  const hash = entryHash(row);
  await tx.auditEntry.create({ data: { ...row, hash }, select: { number: true } });
  await tx.control.update({ where: { id: 1 }, data: { auditHash: hash }, select: { id: true } });
}

function json(value: unknown): string | null {
  if (value === undefined) return null;
  return JSON.stringify(value, (_key, field) => (typeof field === "bigint" ? Number(field) : field));
}
