import { createHash } from "node:crypto";

/** An entry as it is stored, but for its own hash. `before` and `after` are JSON texts. */
export interface HashedEntry {
  readonly number: number;
  readonly at: Date;
  readonly actorKind: string;
  readonly actorName: string;
  readonly remoteAddress: string | null;
  readonly action: string;
  readonly object: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly previousHash: string;
}

/** SHA-256 (hex) over the previous hash and the entry, as a JSON array in this fixed order. */
export function entryHash(entry: HashedEntry): string {
  const { number, at, actorKind, actorName, remoteAddress, action, object, before, after, previousHash } = entry;
  const fields = [
    previousHash,
    number,
    at.toISOString(),
    actorKind,
    actorName,
    remoteAddress,
    action,
    object,
    before,
    after,
  ];
  return createHash("sha256").update(JSON.stringify(fields)).digest("hex");
}
