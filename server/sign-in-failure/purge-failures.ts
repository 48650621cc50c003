import type { Store } from "../store.ts";

const dayMs = 24 * 60 * 60 * 1000;
/** As long as past sessions: who looks at one wants the other. */
const keptMs = 90 * dayMs;
/** An hour's rows at a time. */
const stepMs = 60 * 60 * 1000;

/** Forgets refused sign-ins of long ago, an hour of them in a transaction. */
export async function purgeFailures({ relaxed, clock }: Store): Promise<number> {
  const before = clock.now().getTime() - keptMs;
  for (let purged = 0; ; ) {
    const oldest = await relaxed.signInFailure.findFirst({
      where: { lastAt: { lt: new Date(before) } },
      orderBy: { lastAt: "asc" },
      select: { lastAt: true },
    });
    if (!oldest) return purged;
    const until = new Date(Math.min(before, oldest.lastAt.getTime() + stepMs));
    purged += (await relaxed.signInFailure.deleteMany({ where: { lastAt: { lt: until } } })).count;
    await new Promise(setImmediate);
  }
}
