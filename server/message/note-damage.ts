import type { Store } from "../store.ts";

export interface Damage {
  readonly accountId: number;
  readonly sequence: number;
  /** Where the body should be. */
  readonly place: string;
  /** What was found, in a sentence. */
  readonly problem: string;
}

/** Writes down that a message cannot be read, for the console and the store's check. What is known already stays as it is. */
export async function noteDamage({ db, clock }: Store, { accountId, sequence, place, problem }: Damage): Promise<void> {
  const foundAt = clock.now();
  await db.bodyDamage.upsert({
    where: { accountId_sequence: { accountId, sequence } },
    create: { accountId, sequence, place, problem, foundAt },
    update: {},
    select: { sequence: true },
  });
}
