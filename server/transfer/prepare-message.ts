import { createHash } from "node:crypto";
import type { WireMessage } from "../body/wire-message.ts";
import { newWireForm } from "../delivery/new-wire-form.ts";
import { DomainError } from "../errors.ts";
import { parseImportedId } from "../message/unique-id.ts";
import type { Store } from "../store.ts";
import type { FoundMessage } from "./source.ts";

/** A message read and counted, to be delivered and then discarded. */
export interface PreparedMessage {
  readonly found: FoundMessage;
  readonly importedId: string;
  readonly message: WireMessage;
}

/** Names messages by their content: of several that are the same to the octet, each gets its own name, in every run the same. */
export class Contents {
  readonly #seen = new Map<string, number>();

  idFor(digest: string): string {
    const count = (this.#seen.get(digest) ?? 0) + 1;
    this.#seen.set(digest, count);
    return count === 1 ? digest : `${digest}-${count}`;
  }
}

/**
 * Reads a message of a source. "known" where the maildrop has it already: by its unique-id, then it is not even read, or by content
 * and arrival where it has none. Throws `invalid` for a message that cannot be kept, which says nothing of the next.
 */
export async function prepareMessage(
  store: Store,
  found: FoundMessage,
  known: ReadonlySet<string>,
  contents: Contents,
): Promise<PreparedMessage | "known"> {
  if (found.uniqueId !== null) {
    if (known.has(found.uniqueId)) return "known";
    parseImportedId(found.uniqueId);
  }
  const form = newWireForm(store);
  const digest = createHash("sha256").update(`${found.arrivedAt?.toISOString() ?? ""}\n`);
  try {
    for await (const piece of readable(found)) {
      await form.push(piece);
      digest.update(piece);
    }
    const message = await form.finish();
    if (message.octets === 0) throw new DomainError("invalid", "It is empty.");
    const importedId = found.uniqueId ?? contents.idFor(digest.digest("base64url"));
    if (!known.has(importedId)) return { found, importedId, message };
  } catch (error) {
    await form.discard();
    throw error;
  }
  await form.discard();
  return "known";
}

async function* readable(found: FoundMessage): AsyncGenerator<Uint8Array> {
  try {
    yield* found.pieces();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined || error instanceof DomainError) throw error;
    const hint = code === "EACCES" ? ": the owner of the data directory must be allowed to" : "";
    throw new DomainError("invalid", `It cannot be read (${code})${hint}.`, undefined, { cause: error });
  }
}
