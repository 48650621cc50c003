import "server-only";
import { getServerSession } from "next-auth";
import { redirect } from "next/navigation";
import { cache } from "react";
import { hasOwner } from "#server/administrator/read.ts";
import type { AdministratorView } from "#server/administrator/schema.ts";
import { readSignIn } from "#server/administrator/sign-in.ts";
import type { Actor } from "#server/audit/append-audit.ts";
import { authOptions } from "./auth-options.ts";
import { theCaller } from "./caller.ts";
import { theStore } from "./the-store.ts";

export interface SignedInAdministrator extends AdministratorView {
  /** This browser's SignIn row. */
  signInId: string;
  /** Who the audit log will name. */
  actor: Actor;
}

/** The administrator behind this request, or null. Once per request: the token is opened, then its SignIn row is read. */
export const currentAdministrator = cache(async (): Promise<SignedInAdministrator | null> => {
  const caller = await theCaller();
  const session = await getServerSession(await authOptions(caller.isSecure));
  if (!session?.signInId) return null;
  const administrator = await readSignIn(await theStore(), session.signInId);
  if (administrator === null) return null;
  const actor: Actor = { kind: "administrator", name: administrator.email, remoteAddress: caller.remoteAddress };
  return { ...administrator, signInId: session.signInId, actor };
});

/** Called first by every page and every action. A stranger goes to the sign-in page and comes back here afterwards. */
export async function requireAdministrator(): Promise<SignedInAdministrator> {
  const administrator = await currentAdministrator();
  if (administrator !== null) return administrator;
  if (!(await hasOwner(await theStore()))) redirect("/set-up");
  const { path } = await theCaller();
  redirect(path === "/" ? "/sign-in" : `/sign-in?to=${encodeURIComponent(path)}`);
}

/** For answers that outlive their request. */
export async function isStillSignedIn(signInId: string): Promise<boolean> {
  return (await readSignIn(await theStore(), signInId)) !== null;
}
