import { appendAudit } from "../audit/append-audit.ts";
import type { StoredBody } from "../body/body-store.ts";
import type { CheckPass } from "./finding.ts";

const pageMessages = 5000;

/** Looks for the row of each body that is not of this hour. Gives the number of bodies. */
export async function checkOrphans(pass: CheckPass): Promise<number> {
  const { store, actor, graceMs, onProgress } = pass;
  const youngest = store.clock.now().getTime() - graceMs;
  let done = 0;
  let known = { accountId: -1, places: new Set<string>() };
  const setAside = { bodies: 0, octets: 0 };
  for await (const body of store.bodies.list()) {
    if (known.accountId !== body.accountId) {
      known = { accountId: body.accountId, places: await readPlaces(pass, body.accountId) };
    }
    const isOrphan = !known.places.has(body.place) && body.modifiedAt.getTime() <= youngest;
    if (isOrphan && (await setAsideOrphan(pass, body))) {
      setAside.bodies += 1;
      setAside.octets += body.octets;
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

/** Read after the first of its bodies was listed: what is listed later and has no row here is younger than the grace. */
async function readPlaces({ store: { db } }: CheckPass, accountId: number): Promise<Set<string>> {
  const places = new Set<string>();
  for (let last = -1; ; ) {
    const page = await db.message.findMany({
      where: { accountId, sequence: { gt: last } },
      orderBy: { sequence: "asc" },
      take: pageMessages,
      select: { sequence: true, bodyPlace: true },
    });
    for (const { bodyPlace } of page) places.add(bodyPlace);
    if (page.length < pageMessages) return places;
    last = page.at(-1)?.sequence ?? last;
    await new Promise(setImmediate);
  }
}

/** Whether it was moved. One taken away since it was listed was no orphan but part of an UPDATE. */
async function setAsideOrphan(
  { store, repair, onFinding }: CheckPass,
  { place, octets }: StoredBody,
): Promise<boolean> {
  if ((await store.bodies.measure(place)) === null) return false;
  if (repair) await store.bodies.setAside([place]);
  onFinding({ kind: "orphan-body", place, octets, isRepaired: repair });
  return repair;
}
