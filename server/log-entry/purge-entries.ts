import { setImmediate as turn } from "node:timers/promises";
import { engineOf } from "../database/url.ts";
import { readSettings } from "../setting/read.ts";
import type { Settings } from "../setting/schema.ts";
import type { Store } from "../store.ts";
import { keyAt } from "./entry-key.ts";
import { octetsByMinute, purgeEntryPage } from "./purge-statements.ts";
import { diskPerOctet } from "./schema.ts";

const atOnce = 200;
const dayMs = 86_400_000;
const minuteMs = 60_000;
const megabyte = 1_000_000;
/** Of lines that were imported by hand, which belong to no source. */
const byHand = 0;

/**
 * Forgets lines that are older than the settings say, the oldest where all of them take more room than they say, and those of sources that were deleted. In pages with a
 * turn of the event loop between. Gives how many went.
 */
export async function purgeEntries(store: Store, stop?: AbortSignal): Promise<number> {
  const { mailLogDays, mailLogMegabytes } = await readSettings(store);
  let purged = await purgeDeleted(store, stop);
  const oldestMs = oldestKeptMs(store, { mailLogDays });
  if (mailLogDays !== null) purged += await purgePages(store, { beforeKey: keyAt(oldestMs), sourceId: null }, stop);
  if (mailLogMegabytes !== null) {
    const beforeKey = await firstThatFits(store, mostOctets(store, mailLogMegabytes));
    if (beforeKey !== null) purged += await purgePages(store, { beforeKey, sourceId: null }, stop);
  }
  return purged;
}

/** The time from which on lines are kept, a whole minute; -Infinity where age does not matter. */
export function oldestKeptMs({ clock }: Pick<Store, "clock">, { mailLogDays }: Pick<Settings, "mailLogDays">): number {
  if (mailLogDays === null) return Number.NEGATIVE_INFINITY;
  return Math.floor((clock.now().getTime() - mailLogDays * dayMs) / minuteMs) * minuteMs;
}

/** Octets of lines that fit into so much room. */
export function mostOctets({ environment }: Pick<Store, "environment">, megabytes: number): number {
  return (megabytes * megabyte) / diskPerOctet[engineOf(environment.databaseUrl)];
}

/** The key from which on lines fit into so many octets; null where all do. Whole minutes go. */
async function firstThatFits({ logStatements }: Store, most: number): Promise<number | null> {
  const minutes = await logStatements.read(octetsByMinute, null);
  let over = minutes.reduce((sum, { octets }) => sum + octets, 0) - most;
  if (over <= 0) return null;
  for (const { minute, octets } of minutes) {
    over -= octets;
    if (over <= 0) return keyAt((minute + 1) * minuteMs);
  }
  return null;
}

async function purgeDeleted(store: Store, stop?: AbortSignal): Promise<number> {
  const met = await store.logs.logFile.groupBy({ by: ["sourceId"], where: { sourceId: { not: byHand } } });
  const there = await store.db.logSource.findMany({ select: { id: true } });
  const gone = met.map(({ sourceId }) => sourceId).filter((id) => !there.some((source) => source.id === id));
  let purged = 0;
  for (const sourceId of gone) {
    purged += await purgePages(store, { beforeKey: null, sourceId }, stop);
    if (stop?.aborted) break;
    await store.logs.logFile.deleteMany({ where: { sourceId } });
    await store.logs.logSourceStatus.deleteMany({ where: { sourceId } });
  }
  return purged;
}

async function purgePages(
  { logStatements }: Store,
  which: { beforeKey: number | null; sourceId: number | null },
  stop?: AbortSignal,
): Promise<number> {
  let purged = 0;
  for (let count = atOnce; count === atOnce && !stop?.aborted; ) {
    count = await logStatements.write(purgeEntryPage, { ...which, most: atOnce });
    purged += count;
    await turn();
  }
  return purged;
}
