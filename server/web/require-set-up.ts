import "server-only";
import { redirect } from "next/navigation";
import { readSetUp, type SetUpProgress } from "#server/set-up/progress.ts";
import { type SetUpStep, setUpSteps } from "#server/set-up/schema.ts";
import { requireAdministrator } from "./require-administrator.ts";
import { theStore } from "./the-store.ts";

/** For the wizard's pages after the owner's: signed in, not yet finished, and no page before its turn. Afterwards they are gone. */
export async function requireSetUp(step: SetUpStep): Promise<SetUpProgress> {
  await requireAdministrator();
  const progress = await readSetUp(await theStore());
  if (progress.isFinished) redirect("/");
  if (setUpSteps.indexOf(step) > setUpSteps.indexOf(progress.step)) redirect(`/set-up/${progress.step}`);
  return progress;
}
