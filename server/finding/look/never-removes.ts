import { setImmediate as turn } from "node:timers/promises";
import { effectiveRetention } from "../../retention/effective-retention.ts";
import type { Store } from "../../store.ts";
import type { Evidence } from "../schema.ts";
import { keptAfterDownload } from "./kept-statements.ts";
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
  const kept = await readKept(store, accountId, before.getTime());
  return kept.messages < keptMessages ? null : { ...kept, days: keptDays };
}

/** Messages looked at in one turn of the event loop. */
const messagesAtOnce = 5_000;

async function readKept({ statements }: Store, accountId: number, downloadedBefore: number) {
  const all = { messages: 0, octets: 0, oldestAt: Number.POSITIVE_INFINITY };
  for (let afterSequence = 0; ; await turn()) {
    const page = await statements.read(keptAfterDownload, {
      accountId,
      afterSequence,
      downloadedBefore,
      most: messagesAtOnce,
    });
    if (page.lastSequence === null) return all;
    afterSequence = page.lastSequence;
    all.messages += page.messages;
    all.octets += page.octets;
    all.oldestAt = Math.min(all.oldestAt, page.oldestAt ?? all.oldestAt);
  }
}
