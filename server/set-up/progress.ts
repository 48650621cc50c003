import { z } from "zod";
import { type Actor, appendAudit } from "../audit/append-audit.ts";
import type { Tx } from "../db.ts";
import type { Store } from "../store.ts";
import { type SetUpStep, setUpSteps } from "./schema.ts";

const name = "set-up";

const stored = z.object({
  step: z.enum(setUpSteps).catch("server"),
  isFinished: z.boolean().catch(false),
  /** The account the wizard signs in with; its password sealed, and forgotten when the wizard ends. */
  trial: z.object({ address: z.string(), sealedPassword: z.string() }).nullable().catch(null),
});
type Stored = z.output<typeof stored>;

export interface SetUpProgress {
  /** The page to go on with. */
  readonly step: SetUpStep;
  readonly isFinished: boolean;
  readonly trial: { readonly address: string; readonly password: string } | null;
}

/** How far the wizard has come. Kept in the database, so that another browser can go on tomorrow. */
export async function readSetUp(store: Store): Promise<SetUpProgress> {
  const { trial, ...progress } = await read(store.db);
  if (trial === null) return { ...progress, trial };
  return { ...progress, trial: { address: trial.address, password: store.sealer.open(trial.sealedPassword) } };
}

/** Goes on to `step`; going back to an earlier page forgets nothing. */
export async function reachStep(store: Store, step: SetUpStep): Promise<void> {
  const progress = await read(store.db);
  if (setUpSteps.indexOf(step) > setUpSteps.indexOf(progress.step)) await write(store.db, { ...progress, step });
}

/** The account that step "try" will sign in with. */
export async function rememberTrial(store: Store, trial: { address: string; password: string } | null): Promise<void> {
  const progress = await read(store.db);
  const sealed = trial && { address: trial.address, sealedPassword: store.sealer.seal(trial.password) };
  await write(store.db, { ...progress, trial: sealed });
}

/** The wizard's pages are gone afterwards. */
export async function finishSetUp(store: Store, _input: object, actor: Actor): Promise<void> {
  const now = store.clock.now();
  await store.db.$transaction(async (tx) => {
    await appendAudit(tx, actor, now, { action: "set-up.finish", object: "console" });
    await write(tx, { step: "programs", isFinished: true, trial: null });
  });
}

async function read(db: Tx): Promise<Stored> {
  const row = await db.setting.findUnique({ where: { name }, select: { value: true } });
  return stored.parse(row ? JSON.parse(row.value) : {});
}

async function write(db: Tx, progress: Stored): Promise<void> {
  const value = JSON.stringify(progress);
  await db.setting.upsert({ where: { name }, create: { name, value }, update: { value } });
}
