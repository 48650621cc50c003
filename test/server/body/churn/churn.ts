/**
 * Lives a store's life until it is killed: mail comes in, is read, removed, kept recoverable, restored and purged, a retention run goes over it, and room
 * is reclaimed, all at once and in segments so small that each life fills many. What it says on standard output is what somebody was
 * answered; `?` behind a word: it is about to be asked for, `-`: it was acknowledged:
 *
 *   + account sequence uniqueId sha256   a delivery was acknowledged
 *   remove? account sequence…            an UPDATE whose messages are gone
 *   keep? account sequence…              an UPDATE whose messages can be brought back
 *   restore? account sequence…           in their old place
 *   purge? account sequence…             for good: by hand, because their time is over, or because they were brought back as new mail
 *   ! sentence                           something was not as it must be
 */
import { createHash, randomBytes, randomInt } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { DatabaseBackend } from "#pop3d/backend/database-backend.ts";
import { openBodies } from "#server/body/bodies.ts";
import { reclaimSegments } from "#server/body/upkeep/reclaim-segments.ts";
import type { WireMessage } from "#server/body/wire-message.ts";
import { Deliverer } from "#server/delivery/deliverer.ts";
import { readEnvironment } from "#server/env.ts";
import { finishRemovals } from "#server/maildrop/finish-removals.ts";
import { sequencesOf } from "#server/maildrop/packed-set.ts";
import { purgeExpired } from "#server/recoverable/purge-expired.ts";
import { purgeMessages } from "#server/recoverable/purge-messages.ts";
import { restoreMessages } from "#server/recoverable/restore-messages.ts";
import { carryOutRun } from "#server/retention-run/carry-out.ts";
import { startRun } from "#server/retention-run/start-run.ts";
import { openStore } from "#server/store.ts";
import { Turns } from "./turns.ts";

const opened = await openStore(readEnvironment());
const small = { segmentOctets: 64 * 1024, largeOctets: 8 * 1024, cacheOctets: 64 * 1024 };
const kind = async () => "segments" as const;
const store = { ...opened, bodies: openBodies(opened.environment, opened.clock, kind, small) };
const deliverer = new Deliverer(store);
const backend = new DatabaseBackend(store, "churn", { report: (error) => complain(`trouble: ${describe(error)}`) });
const accounts = await store.db.account.findMany({
  select: { id: true, address: true, retentionRule: { select: { onDele: true } } },
});
type Account = (typeof accounts)[number];
const actor = { kind: "command-line", name: "churn", remoteAddress: null } as const;
/** Of one maildrop one thing at a time, so that what is asked for is what happens; a run removes meanwhile what is due. */
const turns = new Turns();
const dayMs = 86_400_000;
const inDays = (days: number) => ({
  ...store,
  clock: { now: () => new Date(Date.now() + days * dayMs), monotonicMs: () => performance.now() },
});
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

async function collectForever(account: Account): Promise<never> {
  for (let session = 0; ; session += 1) {
    await wait(randomInt(30));
    await turns.alone(account.id, () => collect(account, session));
  }
}

async function collect(account: Account, session: number): Promise<void> {
  const maildrop = await backend.openMaildrop({ accountId: account.id, address: account.address }, randomSession());
  if ("refused" in maildrop)
    return complain(`the maildrop of ${account.address} could not be opened: ${maildrop.text}`);
  const marked: number[] = [];
  for (let index = 0; index < maildrop.count; index += 1) {
    if (index % 7 === session % 7) await read(maildrop, index);
    // Some mail stays longer than the segment it came in.
    if (randomInt(10) < 7) marked.push(index);
  }
  const indexes = Uint32Array.from(marked);
  const sequences = [...sequencesOf(maildrop.packed(indexes))];
  const word = account.retentionRule?.onDele === "keep" ? "keep" : "remove";
  tell(`${word}?`, account.id, sequences);
  const refusal = await maildrop.removeMarked(indexes);
  if (refusal === null) tell(`${word}-`, account.id, sequences);
  else complain(`an UPDATE was refused: ${refusal.text}`);
  await maildrop.release();
}

function tell(word: string, accountId: number, sequences: readonly number[]): void {
  if (sequences.length > 0) say(`${word} ${accountId} ${sequences.join(" ")}`);
}

/** Restores, brings back as new mail, or purges some of what can be brought back. */
async function bringBackForever(account: Account): Promise<never> {
  for (;;) {
    await wait(randomInt(60));
    await turns.alone(account.id, () => bringBack(account));
  }
}

async function bringBack({ id: accountId }: Account): Promise<void> {
  await finishRemovals(store, { accountIds: [accountId] });
  const rows = await store.db.removedMessage.findMany({
    where: { accountId, purgeId: null },
    select: { accountId: true, sequence: true },
  });
  const messages = rows.filter(() => randomInt(10) < 6);
  if (messages.length === 0) return;
  const sequences = messages.map(({ sequence }) => sequence);
  const way = oneOf(["restore", "restore", "restore-for-download", "purge"] as const);
  const word = way === "restore" ? "restore" : "purge";
  tell(`${word}?`, accountId, sequences);
  const { messageCount } =
    way === "purge"
      ? await purgeMessages(store, { messages }, actor)
      : await restoreMessages(store, { messages, kind: way }, actor);
  tell(`${word}-`, accountId, sequences);
  if (messageCount !== messages.length) complain(`${way} of ${messages.length} messages did ${messageCount}`);
}

/** Everything that can be brought back has had its time. Nothing else is kept or brought back meanwhile. */
async function expireForever(): Promise<never> {
  for (;;) {
    await wait(randomInt(400));
    await turns.aloneInAll([runTurn, ...accounts.map(({ id }) => id)], async () => {
      await finishRemovals(store);
      const rows = await store.db.removedMessage.findMany({ where: { purgeId: null } });
      const of = (id: number) => rows.filter(({ accountId }) => accountId === id).map(({ sequence }) => sequence);
      for (const { id } of accounts) tell("purge?", id, of(id));
      const count = await purgeExpired(inDays(3650));
      for (const { id } of accounts) tell("purge-", id, of(id));
      if (count !== rows.length) complain(`${count} of ${rows.length} messages were purged when their time was over`);
    });
  }
}

/** The run that a life before has left, or a new one, beside sessions; its own report says what it removed. */
const runTurn = 0;
async function runForever(): Promise<never> {
  const pace = { messages: 7, accounts: 1, retries: 1, retryMs: 5 };
  for (;;) {
    await wait(randomInt(200));
    await turns.alone(runTurn, async () => {
      await startRun(store, {}, actor).catch((error: { code?: string }) => {
        if (error.code !== "in-use") throw error;
      });
      await carryOutRun(inDays(31), new AbortController().signal, pace);
    });
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
  ...accounts.map(bringBackForever),
  expireForever(),
  runForever(),
  reclaimForever(),
]).catch((error) => complain(describe(error)));
