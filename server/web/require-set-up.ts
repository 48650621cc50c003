import "server-only";
import { redirect } from "next/navigation";
import { readSetUp, type SetUpProgress } from "#server/set-up/progress.ts";
import { requireAdministrator, type SignedInAdministrator } from "./require-administrator.ts";
import { theStore } from "./the-store.ts";

/** For the wizard's pages after the owner's: signed in, and not yet finished. Afterwards they are gone. */
export async function requireSetUp(): Promise<{ administrator: SignedInAdministrator; progress: SetUpProgress }> {
  const administrator = await requireAdministrator();
  const progress = await readSetUp(await theStore());
  if (progress.isFinished) redirect("/");
  return { administrator, progress };
}
