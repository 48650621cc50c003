import { join } from "node:path";
import type { WireMessage } from "#server/body/wire-message.ts";
import { WireForm } from "#server/delivery/wire-form.ts";
import type { Store } from "#server/store.ts";

/** An account with an empty maildrop, without going through its verb: no audit entry, no password unless a hash is given. */
export async function givenAccount(
  { db }: Store,
  address = "ann@example.org",
  more: { quotaOctets?: bigint; quotaMessages?: number; canReceive?: boolean; passwordHash?: string } = {},
): Promise<{ accountId: number; address: string }> {
  const [localPart = "", name = ""] = address.split("@");
  const domain = await db.domain.upsert({ where: { name }, create: { name }, update: {}, select: { id: true } });
  const account = await db.account.create({
    data: { domainId: domain.id, localPart, address, ...more },
    select: { id: true },
  });
  return { accountId: account.id, address };
}

/** A message as it came in, brought into wire form. */
export async function givenMessage(
  { environment }: Store,
  content: string | Uint8Array = "Subject: hello\r\n\r\nHello.\r\n",
): Promise<WireMessage> {
  const form = new WireForm({ spoolDirectory: join(environment.dataDirectory, "spool") });
  await form.push(typeof content === "string" ? Buffer.from(content, "latin1") : content);
  return form.finish();
}

/** All pieces of a body or a message as one. */
export async function wholeOf(pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

/** What is left of an opened body; closes it. */
export async function readBody(body: {
  read(): Uint8Array | null | Promise<Uint8Array | null>;
  close(): void;
}): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for (let piece = await body.read(); piece !== null; piece = await body.read()) all.push(piece);
  body.close();
  return Buffer.concat(all);
}
