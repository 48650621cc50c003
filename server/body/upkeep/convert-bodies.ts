import { setImmediate as turn } from "node:timers/promises";
import { type Actor, appendAudit } from "../../audit/append-audit.ts";
import { DomainError } from "../../errors.ts";
import { uniqueIdOf } from "../../message/unique-id.ts";
import { takeProcessLock } from "../../node/process-lock.ts";
import type { Store } from "../../store.ts";
import { type BodyKind, kindOf } from "../bodies.ts";
import type { NewBody, OpenBody } from "../body-store.ts";
import type { WireMessage } from "../wire-message.ts";
import { movePlaces } from "./move-places.ts";
import { takeUpReclaim, whileNothingMoves } from "./reclaim-segments.ts";

export interface ConvertOptions {
  readonly to: BodyKind;
  readonly actor: Actor;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ConvertProgress) => void;
}

export interface ConvertProgress {
  /** Messages looked at, and how many there are. */
  readonly done: number;
  readonly total: number;
}

export interface ConvertReport {
  readonly converted: number;
  /** Bodies that could not be read: they stay where they are. */
  readonly unreadable: number;
  readonly isCancelled: boolean;
}

const pageMessages = 64;

/**
 * Moves bodies to the other kind of store while everything runs: a body is on disk in both before its row points to the new one.
 * Broken off anywhere it has lost nothing; called again it goes on. Refuses with `in-use` while another does it.
 */
export async function convertBodies(store: Store, options: ConvertOptions): Promise<ConvertReport> {
  const taken = takeProcessLock(store.environment.dataDirectory, "convert");
  if (!("lock" in taken)) throw new DomainError("in-use", "Bodies are being converted already.");
  try {
    await takeUpReclaim(store);
    return await convert(store, options);
  } finally {
    taken.lock.release();
  }
}

async function convert(store: Store, { to, actor, signal, onProgress }: ConvertOptions): Promise<ConvertReport> {
  const total = (await store.db.message.count()) + (await store.db.removedMessage.count());
  let done = 0;
  let converted = 0;
  let unreadable = 0;
  let isCancelled = false;
  // Recoverable mail last: what is removed meanwhile is met there.
  for (let last = { isKept: false, accountId: 0, sequence: -1 }; ; ) {
    isCancelled = signal?.aborted ?? false;
    if (isCancelled) break;
    const page = await readPage(store, last);
    const wanted = page.filter(({ bodyPlace }) => kindOf(bodyPlace) !== to);
    const moved = wanted.length === 0 ? 0 : await whileNothingMoves(store, () => movePage(store, wanted, to));
    converted += moved;
    unreadable += wanted.length - moved;
    done += page.length;
    onProgress?.({ done, total: Math.max(total, done) });
    const end = page.at(-1);
    if (end && page.length === pageMessages) last = { ...last, accountId: end.accountId, sequence: end.sequence };
    else if (last.isKept) break;
    else last = { isKept: true, accountId: 0, sequence: -1 };
    await turn();
  }
  if (converted > 0) {
    const entry = { action: "store.convert", object: to, after: { converted, unreadable } };
    await store.db.$transaction((tx) => appendAudit(tx, actor, store.clock.now(), entry));
  }
  return { converted, unreadable, isCancelled };
}

type Row = Awaited<ReturnType<typeof readPage>>[number];

async function readPage({ db }: Store, after: { isKept: boolean; accountId: number; sequence: number }) {
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
      headerOctets: true,
      hasDotLines: true,
      bodyPlace: true,
      arrivedAt: true,
      account: { select: { address: true } },
    },
  };
  if (after.isKept) return db.removedMessage.findMany({ where: { ...where, purgeId: null }, ...asked });
  return db.message.findMany({ where, ...asked });
}

/** Gives how many could be read, and lie in the new store now or were removed meanwhile. */
async function movePage(store: Store, rows: readonly Row[], to: BodyKind): Promise<number> {
  const readable: { row: Row; body: NewBody }[] = [];
  for (const row of rows) {
    if ((await store.bodies.verify(row.bodyPlace, row.octets)) !== null) continue;
    const appendedAt = (await store.bodies.appendedAt(row.bodyPlace)) ?? undefined;
    readable.push({ row, body: bodyOf(store, row, appendedAt) });
  }
  if (readable.length === 0) return 0;
  // What a run that was broken off has left under the same names.
  if (to === "files") await store.bodies.files.removeUnknown(readable.map(({ body }) => body));
  const places = await store.bodies.of(to).append(readable.map(({ body }) => body));
  const moves = readable.map(({ row }, index) => ({ ...row, place: row.bodyPlace, to: places[index] ?? "" }));
  await movePlaces(store, moves);
  const now = await placesNow(store, moves);
  await store.bodies.keep([...now.values()].flatMap(({ bodyPlace, isKept }) => (isKept ? [bodyPlace] : [])));
  const left = moves.map(({ accountId, sequence, place, to: copy }) =>
    // One that was removed or moved by somebody else meanwhile does not need the copy.
    now.get(`${accountId} ${sequence}`)?.bodyPlace === copy ? place : copy,
  );
  await store.bodies.discardCopies(left);
  return readable.length;
}

function bodyOf(store: Store, row: Row, appendedAt: Date | undefined): NewBody {
  const { accountId, octets, headerOctets, hasDotLines, bodyPlace, importedId, arrivedAt } = row;
  const message: WireMessage = {
    octets,
    headerOctets,
    hasDotLines,
    pieces: () => piecesOf(store.bodies.open(bodyPlace, octets)),
    discard: async () => {},
  };
  return {
    accountId,
    address: row.account.address,
    uniqueId: uniqueIdOf({ epoch: row.uniqueEpoch, number: Number(row.uniqueNumber) }),
    importedId,
    arrivedAt,
    appendedAt,
    prefix: new Uint8Array(),
    message,
  };
}

async function* piecesOf(body: OpenBody): AsyncGenerator<Uint8Array> {
  try {
    for (let piece = await body.read(); piece !== null; piece = await body.read()) yield piece;
  } finally {
    body.close();
  }
}

async function placesNow(
  { db }: Store,
  rows: readonly { readonly accountId: number; readonly sequence: number }[],
): Promise<Map<string, { bodyPlace: string; isKept: boolean }>> {
  const asked = {
    where: { OR: rows.map(({ accountId, sequence }) => ({ accountId, sequence })) },
    select: { accountId: true, sequence: true, bodyPlace: true },
  };
  // The mail twice, for what is brought back between: where a row cannot be found, its body must not be taken for needless.
  const living = () => db.message.findMany(asked);
  const before = await living();
  const kept = await db.removedMessage.findMany(asked);
  const found = [
    ...kept.map((row) => ({ ...row, isKept: true })),
    ...[...before, ...(await living())].map((row) => ({ ...row, isKept: false })),
  ];
  return new Map(found.map(({ accountId, sequence, ...place }) => [`${accountId} ${sequence}`, place]));
}
