/**
 * Lives a store's life until it is killed: mail comes in, is read and removed, and room is reclaimed, all at once and in segments so small
 * that each life fills many. What it says on standard output is what somebody was answered:
 *
 *   + account sequence uniqueId sha256    a delivery was acknowledged
 *   ? account sequence…                   an UPDATE is about to be asked for
 *   - account sequence…                   and was acknowledged
 *   ! sentence                            something was not as it must be
 */
import { createHash, randomBytes, randomInt } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { DatabaseBackend } from "#pop3d/backend/database-backend.ts";
import { openBodies } from "#server/body/bodies.ts";
import { reclaimSegments } from "#server/body/upkeep/reclaim-segments.ts";
import type { WireMessage } from "#server/body/wire-message.ts";
import { Deliverer } from "#server/delivery/deliverer.ts";
import { readEnvironment } from "#server/env.ts";
import { sequencesOf } from "#server/maildrop/packed-set.ts";
import { openStore } from "#server/store.ts";

const opened = await openStore(readEnvironment());
const small = { segmentOctets: 64 * 1024, largeOctets: 8 * 1024, cacheOctets: 64 * 1024 };
const kind = async () => "segments" as const;
const store = { ...opened, bodies: openBodies(opened.environment, opened.clock, kind, small) };
const deliverer = new Deliverer(store);
const backend = new DatabaseBackend(store, "churn", { report: (error) => complain(`trouble: ${describe(error)}`) });
const accounts = await store.db.account.findMany({ select: { id: true, address: true } });
// The life before was killed in its sessions.
await store.db.maildropLock.deleteMany();

const say = (line: string) => void process.stdout.write(`${line}\n`);
const complain = (sentence: string) => say(`! ${sentence.replaceAll("\n", " ")}`);
const describe = (error: unknown): string =>
  error instanceof Error ? `${error.stack} ${describe(error.cause)}` : `${error}`;
const oneOf = <T>(items: readonly T[]): T => items[randomInt(items.length)] as T;

/** Mostly small, some with a segment of their own. */
function randomMessage(): { message: WireMessage; sha256: string } {
  const content = randomBytes(randomInt(20) === 0 ? randomInt(8_000, 40_000) : randomInt(1, 4000));
  const message = {
    octets: content.length,
    headerOctets: content.length,
    hasDotLines: false,
    pieces: () => [content],
    discard: async () => {},
  };
  return { message, sha256: createHash("sha256").update(content).digest("hex") };
}

async function deliverForever(): Promise<never> {
  for (;;) {
    const { id, address } = oneOf(accounts);
    const { message, sha256 } = randomMessage();
    const recipient = { accountId: id, address };
    const { sequence, uniqueId } = await deliverer.deliver({ recipient, prefix: new Uint8Array(), message });
    say(`+ ${id} ${sequence} ${uniqueId} ${sha256}`);
  }
}

async function collectForever(account: { id: number; address: string }): Promise<never> {
  for (let session = 0; ; session += 1) {
    await wait(randomInt(30));
    const maildrop = await backend.openMaildrop({ accountId: account.id, address: account.address }, randomSession());
    if ("refused" in maildrop) {
      complain(`the maildrop of ${account.address} could not be opened: ${maildrop.text}`);
      continue;
    }
    const marked: number[] = [];
    for (let index = 0; index < maildrop.count; index += 1) {
      if (index % 7 === session % 7) await read(maildrop, index);
      // Some mail stays longer than the segment it came in.
      if (randomInt(10) < 7) marked.push(index);
    }
    const indexes = Uint32Array.from(marked);
    const sequences = [...sequencesOf(maildrop.packed(indexes))].join(" ");
    say(`? ${account.id} ${sequences}`);
    const refusal = await maildrop.removeMarked(indexes);
    if (refusal === null) say(`- ${account.id} ${sequences}`);
    else complain(`an UPDATE was refused: ${refusal.text}`);
    await maildrop.release();
  }
}

async function read(
  maildrop: Exclude<Awaited<ReturnType<typeof backend.openMaildrop>>, { refused: unknown }>,
  index: number,
) {
  const body = await maildrop.openBody(index, maildrop.octets(index));
  if ("refused" in body) return complain(`message ${maildrop.uniqueId(index)} could not be read: ${body.text}`);
  let octets = 0;
  for (let piece = await body.read(); piece !== null; piece = await body.read()) octets += piece.length;
  body.close();
  if (octets !== maildrop.octets(index)) complain(`message ${maildrop.uniqueId(index)} had ${octets} octets`);
}

function randomSession(): string {
  return randomBytes(12).toString("hex");
}

async function reclaimForever(): Promise<never> {
  for (;;) {
    await reclaimSegments(store, { deadShare: 0.2, graceMs: 3_000, octetsPerSecond: 1e12, smallOctets: 16 * 1024 });
    await wait(randomInt(20));
  }
}

await Promise.all([
  ...Array.from({ length: 6 }, deliverForever),
  ...accounts.map(collectForever),
  reclaimForever(),
]).catch((error) => complain(describe(error)));
