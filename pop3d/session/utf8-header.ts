import type { Body, Maildrop, Refusal } from "./backend.ts";
import type { SessionContext } from "./command.ts";

/** Whether policy keeps some messages from this client: one that has not said UTF8 (RFC 6856 §5). */
export function mayBeKeptBack({ policy, manner }: SessionContext): boolean {
  return policy.utf8Mail === "refuse" && !manner.isUtf8;
}

/**
 * Whether this is one of them: its header holds UTF-8. Octets there that are no UTF-8 are another mistake, and were always
 * passed on; headers of parts are not looked at.
 */
export async function isKeptBack(messages: Maildrop, index: number): Promise<boolean | Refusal> {
  const header = await messages.openBody(index, messages.headerOctets(index));
  if ("refused" in header) return header;
  try {
    return await holdsUtf8(header);
  } finally {
    header.close();
  }
}

async function holdsUtf8(header: Body): Promise<boolean> {
  const utf8 = new TextDecoder("utf-8", { fatal: true });
  let isAscii = true;
  try {
    for (let piece = await header.read(); piece !== null; piece = await header.read()) {
      isAscii &&= piece.every((octet) => octet < 0x80);
      utf8.decode(piece, { stream: true });
    }
    utf8.decode();
    return !isAscii;
  } catch (error) {
    if (error instanceof TypeError) return false; // what TextDecoder throws at what is no UTF-8
    throw error;
  }
}
