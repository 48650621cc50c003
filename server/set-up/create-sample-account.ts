import type { Actor } from "../audit/append-audit.ts";
import { createSample } from "../sample/create-sample.ts";
import { removeSample } from "../sample/remove-sample.ts";
import type { Store } from "../store.ts";
import { reachStep, readSetUp, rememberTrial } from "./progress.ts";

/** The sample, and the wizard will sign in with its account. */
export async function createSampleAccount(store: Store, input: object, actor: Actor): Promise<void> {
  const { address, password } = await createSample(store, input, actor);
  await rememberTrial(store, { address, password });
  await reachStep(store, "try");
}

/** Takes the sample away; an account that was made beside it stays the wizard's. */
export async function removeSampleAccount(store: Store, input: object, actor: Actor): Promise<void> {
  await removeSample(store, input, actor);
  const { trial } = await readSetUp(store);
  if (trial === null) return;
  const account = await store.db.account.findUnique({ where: { address: trial.address }, select: { id: true } });
  if (account === null) await rememberTrial(store, null);
}
