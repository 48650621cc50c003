import { inTurns } from "../body/in-turns.ts";
import { noteDamage } from "../message/note-damage.ts";
import { uniqueIdOf } from "../message/unique-id.ts";
import type { CheckPass } from "./finding.ts";
import { isInPacked } from "./packed-set.ts";
import { readPendingRemovals } from "./pending-removals.ts";

const pageMessages = 1000;
const bodiesAtOnce = 16;

interface Measured {
  /** Octets there are; null where there is no body. */
  readonly found: number | null;
  readonly problem: string | null;
}

/** Measures the body of each row, or reads it; then those of recoverable mail. Gives the number of rows. */
export async function checkBodies(pass: CheckPass): Promise<number> {
  const { db } = pass.store;
  const total = (await db.message.count()) + (await db.removedMessage.count({ where: { purgeId: null } }));
  let done = 0;
  for await (const page of messages(pass)) {
    const measured: Measured[] = [];
    await inTurns(page, bodiesAtOnce, async (message, index) => {
      measured[index] = await measure(pass, message);
    });
    for (const [index, message] of page.entries()) {
      await judge(pass, message, measured[index] ?? { found: null, problem: null });
    }
    done += page.length;
    pass.onProgress({ step: "bodies", done, total: Math.max(total, done) });
  }
  return done;
}

async function measure({ store: { bodies }, readsBodies }: CheckPass, message: Message): Promise<Measured> {
  const { bodyPlace, octets } = message;
  const found = await bodies.measure(bodyPlace);
  const problem = readsBodies && found === octets ? await bodies.verify(bodyPlace, octets) : null;
  return { found, problem };
}

type Message = Awaited<ReturnType<typeof readPage>>[number];

async function* messages({ store }: CheckPass): AsyncGenerator<Message[]> {
  for (const isKept of [false, true]) {
    for (let last = { accountId: 0, sequence: -1 }; ; ) {
      const page = await readPage(store.db, isKept, last);
      if (page.length > 0) yield page;
      const end = page.at(-1);
      if (!end || page.length < pageMessages) break;
      last = end;
      await new Promise(setImmediate);
    }
  }
}

async function readPage(db: CheckPass["store"]["db"], isKept: boolean, after: { accountId: number; sequence: number }) {
  const where = {
    OR: [{ accountId: after.accountId, sequence: { gt: after.sequence } }, { accountId: { gt: after.accountId } }],
  };
  const asked = {
    orderBy: [{ accountId: "asc" as const }, { sequence: "asc" as const }],
    take: pageMessages,
    select: {
      accountId: true,
      sequence: true,
      uniqueEpoch: true,
      uniqueNumber: true,
      importedId: true,
      octets: true,
      bodyPlace: true,
      account: { select: { address: true } },
    },
  };
  if (isKept) return db.removedMessage.findMany({ where: { ...where, purgeId: null }, ...asked });
  return db.message.findMany({ where, ...asked });
}

async function judge(pass: CheckPass, message: Message, measured: Measured): Promise<void> {
  const { octets, bodyPlace, importedId, uniqueEpoch: epoch, uniqueNumber, accountId, sequence } = message;
  if (measured.found === octets && measured.problem === null) return;
  const place = await placeNow(pass, message);
  if (place === null) return;
  // Moved since it was read, or really not what it should be.
  const { found, problem } = place === bodyPlace ? measured : await measure(pass, { ...message, bodyPlace: place });
  if (found === octets && problem === null) return;
  const what = problem ?? (found === null ? "there is no such body" : `it has ${found} octets instead of ${octets}`);
  await noteDamage(pass.store, { accountId, sequence, place, problem: what });
  pass.onFinding({
    kind: found === null ? "body-missing" : "body-damaged",
    address: message.account.address,
    uniqueId: importedId ?? uniqueIdOf({ epoch, number: Number(uniqueNumber) }),
    place,
    octets,
    found,
    problem,
  });
}

/** Null where the message was removed, or purged, while it was looked at; then its body is rightly gone. */
async function placeNow({ store: { db } }: CheckPass, { accountId, sequence }: Message): Promise<string | null> {
  const pending = await readPendingRemovals(db, accountId);
  if (pending.some((set) => isInPacked(set, sequence))) return null;
  const where = { accountId_sequence: { accountId, sequence } };
  const row =
    (await db.message.findUnique({ where, select: { bodyPlace: true } })) ??
    (await db.removedMessage.findUnique({ where: { ...where, purgeId: null }, select: { bodyPlace: true } }));
  return row?.bodyPlace ?? null;
}
