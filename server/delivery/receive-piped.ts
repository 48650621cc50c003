import type { WireMessage } from "../body/wire-message.ts";
import { envelopeOctets, readEnvelopeLines } from "./envelope-lines.ts";
import type { WireForm } from "./wire-form.ts";

export interface Piped {
  readonly message: WireMessage;
  /** Sender named by the lines an MTA puts before a message; null where there are none. */
  readonly sender: string | null;
}

/** Reads a message from a pipe into `form`, without the envelope lines before it. The caller discards the form. */
export async function receivePiped(input: AsyncIterable<Uint8Array>, form: WireForm): Promise<Piped> {
  let head: Buffer | null = Buffer.alloc(0);
  let sender: string | null = null;
  const start = async (octets: Buffer) => {
    const lines = readEnvelopeLines(octets.subarray(0, envelopeOctets).toString("latin1"));
    sender = lines.sender === null ? null : Buffer.from(lines.sender, "latin1").toString("utf8");
    await form.push(octets.subarray(lines.octets));
  };
  for await (const chunk of input) {
    if (head === null) {
      await form.push(chunk);
      continue;
    }
    head = Buffer.concat([head, chunk]);
    if (head.length < envelopeOctets) continue;
    await start(head);
    head = null;
  }
  if (head !== null) await start(head);
  return { message: await form.finish(), sender };
}
