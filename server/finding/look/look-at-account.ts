import type { Store } from "../../store.ts";
import type { Seen } from "../schema.ts";
import { downloadsAgain } from "./downloads-again.ts";
import { droppedBeforeQuit } from "./dropped-before-quit.ts";
import type { DoctorLimits } from "./limits.ts";
import { neverRemoves } from "./never-removes.ts";
import { pollsTooOften } from "./polls-too-often.ts";
import { readLately } from "./sessions.ts";
import { twoPrograms } from "./two-programs.ts";

const dayMs = 86_400_000;
/** Programs are compared over a longer time than what one does in a row. */
const comparedMs = 7 * dayMs;

/** All that is to be found of one account now, from its sessions and its mail. */
export async function lookAtAccount(store: Store, accountId: number, limits: DoctorLimits): Promise<Seen[]> {
  const now = store.clock.now();
  const week = await readLately(store, accountId, new Date(now.getTime() - comparedMs));
  const day = week.filter(({ startedAt }) => now.getTime() - startedAt.getTime() < dayMs);
  const { _sum } = await store.db.signInFailure.aggregate({
    where: { accountId, reason: "in-use", lastAt: { gte: new Date(now.getTime() - dayMs) } },
    _sum: { count: true },
  });
  const found = {
    "dropped-before-quit": droppedBeforeQuit(day, limits),
    "downloads-again": downloadsAgain(day, limits),
    "never-removes": await neverRemoves(store, accountId, limits),
    "two-programs": twoPrograms(week, _sum.count ?? 0, limits),
    "polls-too-often": pollsTooOften(day, limits, now),
  };
  return Object.entries(found).flatMap(([kind, evidence]) => (evidence === null ? [] : [{ kind, evidence } as Seen]));
}
