import { engineOf } from "../database/url.ts";
import type { Settings } from "../setting/schema.ts";
import type { Store } from "../store.ts";
import { mostOctets, oldestKeptMs } from "./purge-entries.ts";
import { diskPerOctet, type KeptEffect, type KeptLines } from "./schema.ts";

const minuteMs = 60_000;

/** How many lines are stored, back to when, and about how much room they take. */
export async function readKept({ logs, environment }: Store): Promise<KeptLines> {
  const { _sum, _min } = await logs.logMinute.aggregate({
    _sum: { lineCount: true, octets: true },
    _min: { minute: true },
  });
  return {
    lineCount: _sum.lineCount ?? 0,
    diskOctets: Number(_sum.octets ?? 0) * diskPerOctet[engineOf(environment.databaseUrl)],
    oldestAt: _min.minute === null ? null : new Date(_min.minute * minuteMs),
  };
}

/** How many of them would be forgotten if lines were kept so. */
export async function readKeptEffect(
  store: Store,
  { mailLogDays, mailLogMegabytes }: Pick<Settings, "mailLogDays" | "mailLogMegabytes">,
): Promise<KeptEffect> {
  const minutes = await store.logs.logMinute.groupBy({
    by: ["minute"],
    _sum: { lineCount: true, octets: true },
    orderBy: { minute: "desc" },
  });
  const oldestMs = oldestKeptMs(store, { mailLogDays });
  const room = mailLogMegabytes === null ? Number.POSITIVE_INFINITY : mostOctets(store, mailLogMegabytes);
  let taken = 0;
  let lineCount = 0;
  let goneCount = 0;
  for (const { minute, _sum } of minutes) {
    const count = _sum.lineCount ?? 0;
    taken += Number(_sum.octets ?? 0);
    lineCount += count;
    if (minute * minuteMs < oldestMs || taken > room) goneCount += count;
  }
  return { lineCount, goneCount };
}
