import { effectiveRetention } from "../../retention/effective-retention.ts";
import type { Store } from "../../store.ts";
import type { Evidence } from "../schema.ts";
import type { DoctorLimits } from "./limits.ts";

const dayMs = 86_400_000;

/** Mail that was downloaded long ago and lies there still: nobody removes any, and no rule does. */
export async function neverRemoves(
  store: Store,
  accountId: number,
  { keptDays, keptMessages }: DoctorLimits,
): Promise<Evidence<"never-removes"> | null> {
  const { db, clock } = store;
  const before = new Date(clock.now().getTime() - keptDays * dayMs);
  const removal = await db.removal.findFirst({
    where: { accountId, committedAt: { gte: before } },
    select: { id: true },
  });
  if (removal !== null) return null;
  const { removeAfterArrivalDays, removeAfterDownloadDays } = await effectiveRetention(store, accountId);
  if (removeAfterArrivalDays.value !== null || removeAfterDownloadDays.value !== null) return null;
  const { _count, _sum, _min } = await db.message.aggregate({
    where: { accountId, downloadedAt: { lt: before } },
    _count: { _all: true },
    _sum: { octets: true },
    _min: { downloadedAt: true },
  });
  if (_count._all < keptMessages) return null;
  return {
    messages: _count._all,
    octets: _sum.octets ?? 0,
    days: keptDays,
    oldestAt: _min.downloadedAt?.getTime() ?? 0,
  };
}
