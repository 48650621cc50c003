import type { Socket } from "node:net";
import { duplexPair } from "node:stream";
import { LmtpConnection } from "#pop3d/lmtp/connection.ts";
import { defaultLmtpLimits, type LmtpLimits } from "#pop3d/lmtp/limits.ts";
import { latin1 } from "#test/support/transcript-text.ts";
import { MemoryMail, type Stored } from "./memory-mail.ts";

export interface Heard {
  readonly answers: string[];
  readonly stored: readonly Stored[];
  readonly unfinished: number;
  readonly incidents: unknown[];
  /** What the log would say: recipient and status. */
  readonly delivered: readonly string[];
}

/** Plays the chunks to a connection, closes the sending side, and gives all that was answered until the server closed too. */
export async function converse(chunks: readonly Uint8Array[], limits: Partial<LmtpLimits> = {}): Promise<Heard> {
  const mail = new MemoryMail();
  const incidents: unknown[] = [];
  const delivered: string[] = [];
  const [client, server] = duplexPair();
  let text = "";
  client.on("data", (octets: Uint8Array) => {
    text += latin1(octets);
  });
  const ended = new Promise<void>((resolve) => {
    new LmtpConnection({
      socket: server as Socket,
      id: "id",
      hostname: () => "mail.example.org",
      backend: mail,
      limits: { ...defaultLmtpLimits, ...limits },
      onIncident: (error) => String(incidents.push(error)),
      onDelivery: ({ recipient, answer }) => delivered.push(`${recipient} ${answer.status}`),
      onEnd: resolve,
    });
  });
  for (const chunk of chunks) client.write(chunk);
  client.end();
  await ended;
  const answers = text.split("\r\n").slice(0, -1);
  return { answers, stored: mail.stored, unfinished: mail.unfinished, incidents, delivered };
}
