import { inTurns } from "../body/in-turns.ts";
import { uniqueIdOf } from "../message/unique-id.ts";
import type { CheckPass } from "./finding.ts";
import { isInPacked } from "./packed-set.ts";
import { readPendingRemovals } from "./pending-removals.ts";

const pageMessages = 1000;
const bodiesAtOnce = 16;

/** Measures the body of each row. Gives the number of rows. */
export async function checkBodies(pass: CheckPass): Promise<number> {
  const total = await pass.store.db.message.count();
  let done = 0;
  for await (const page of messages(pass)) {
    const measured: (number | null)[] = [];
    await inTurns(page, bodiesAtOnce, async (message, index) => {
      measured[index] = await pass.store.bodies.measure(message.bodyPlace);
    });
    for (const [index, message] of page.entries()) await judge(pass, message, measured[index] ?? null);
    done += page.length;
    pass.onProgress({ step: "bodies", done, total: Math.max(total, done) });
  }
  return done;
}

type Message = Awaited<ReturnType<typeof readPage>>[number];

async function* messages({ store }: CheckPass): AsyncGenerator<Message[]> {
  for (let last = { accountId: 0, sequence: -1 }; ; ) {
    const page = await readPage(store.db, last);
    if (page.length > 0) yield page;
    const end = page.at(-1);
    if (!end || page.length < pageMessages) return;
    last = end;
    await new Promise(setImmediate);
  }
}

function readPage(db: CheckPass["store"]["db"], after: { accountId: number; sequence: number }) {
  return db.message.findMany({
    where: {
      OR: [{ accountId: after.accountId, sequence: { gt: after.sequence } }, { accountId: { gt: after.accountId } }],
    },
    orderBy: [{ accountId: "asc" }, { sequence: "asc" }],
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
  });
}

async function judge(pass: CheckPass, message: Message, found: number | null): Promise<void> {
  const { octets, bodyPlace: place, importedId, uniqueEpoch: epoch, uniqueNumber } = message;
  if (found === octets || !(await isStillThere(pass, message))) return;
  pass.onFinding({
    kind: found === null ? "body-missing" : "body-damaged",
    address: message.account.address,
    uniqueId: importedId ?? uniqueIdOf({ epoch, number: Number(uniqueNumber) }),
    place,
    octets,
    found,
  });
}

/** A message may be removed while it is looked at; then its body is rightly gone. */
async function isStillThere({ store: { db } }: CheckPass, { accountId, sequence }: Message): Promise<boolean> {
  const pending = await readPendingRemovals(db, accountId);
  if (pending.some((set) => isInPacked(set, sequence))) return false;
  const where = { accountId_sequence: { accountId, sequence } };
  return (await db.message.findUnique({ where, select: { sequence: true } })) !== null;
}
