import { appendAudit } from "../audit/append-audit.ts";
import type { StoredBody } from "../body/body-store.ts";
import { uniqueIdOf } from "../message/unique-id.ts";
import type { CheckPass } from "./finding.ts";

const pageMessages = 5000;

/** What an account's rows know of bodies. */
interface Known {
  readonly accountId: number;
  readonly places: ReadonlySet<string>;
  readonly uniqueIds: ReadonlySet<string>;
}

interface KnownRow {
  readonly sequence: number | bigint;
  readonly bodyPlace: string;
  readonly uniqueEpoch: string;
  readonly uniqueNumber: number | bigint;
}

/** Looks for the row of each body that is not of this hour. Gives the number of bodies. The caller keeps bodies from being moved. */
export async function checkOrphans(pass: CheckPass): Promise<number> {
  const { store, actor, graceMs, onProgress } = pass;
  const youngest = store.clock.now().getTime() - graceMs;
  let done = 0;
  let known: Known = { accountId: -1, places: new Set(), uniqueIds: new Set() };
  const setAside = { bodies: 0, octets: 0 };
  for await (const body of store.bodies.list()) {
    if (known.accountId !== body.accountId) known = await readKnown(pass, body.accountId);
    if (!known.places.has(body.place) && body.modifiedAt.getTime() <= youngest) {
      if (known.uniqueIds.has(body.uniqueId)) await takeCopyAway(pass, body);
      else if (await setAsideOrphan(pass, body)) {
        setAside.bodies += 1;
        setAside.octets += body.octets;
      }
    }
    done += 1;
    if (done % 1000 === 0) onProgress({ step: "orphans", done, total: null });
  }
  onProgress({ step: "orphans", done, total: done });
  if (setAside.bodies > 0) {
    const entry = { action: "store.set-aside", object: "orphans", after: setAside };
    await store.db.$transaction((tx) => appendAudit(tx, actor, store.clock.now(), entry));
  }
  return done;
}

/**
 * Read after the first of its bodies was listed: what is listed later and has no row here is younger than the grace. A page is one
 * statement over mail and recoverable mail, and a message keeps its sequence: one that is removed or brought back is not missed.
 */
async function readKnown({ store: { db } }: CheckPass, accountId: number): Promise<Known> {
  const places = new Set<string>();
  const uniqueIds = new Set<string>();
  for (let last = -1; ; ) {
    const page = await db.$queryRaw<KnownRow[]>`
      SELECT "sequence", "bodyPlace", "uniqueEpoch", "uniqueNumber" FROM "Message"
      WHERE "accountId" = ${accountId} AND "sequence" > ${last}
      UNION ALL
      SELECT "sequence", "bodyPlace", "uniqueEpoch", "uniqueNumber" FROM "RemovedMessage"
      WHERE "accountId" = ${accountId} AND "sequence" > ${last}
      ORDER BY 1 LIMIT ${pageMessages}`;
    for (const { bodyPlace, uniqueEpoch: epoch, uniqueNumber } of page) {
      places.add(bodyPlace);
      uniqueIds.add(uniqueIdOf({ epoch, number: Number(uniqueNumber) }));
    }
    if (page.length < pageMessages) return { accountId, places, uniqueIds };
    last = Number(page.at(-1)?.sequence ?? last);
    await new Promise(setImmediate);
  }
}

/** Whether it was moved. One taken away since it was listed was no orphan but part of an UPDATE. */
async function setAsideOrphan({ store, repair, onFinding }: CheckPass, body: StoredBody): Promise<boolean> {
  const { place, octets } = body;
  if (!(await store.bodies.has(body))) return false;
  if (repair) await store.bodies.setAside([place]);
  onFinding({ kind: "orphan-body", place, octets, isRepaired: repair });
  return repair;
}

async function takeCopyAway({ store, repair, onFinding }: CheckPass, { place, octets }: StoredBody): Promise<void> {
  if (repair) await store.bodies.discardCopies([place]);
  onFinding({ kind: "needless-copy", place, octets, isRepaired: repair });
}
