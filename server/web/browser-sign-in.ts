import "server-only";
import { encode } from "next-auth/jwt";
import { cookies } from "next/headers";
import { endSignIn, startSignIn } from "#server/administrator/sign-in.ts";
import { authCookies, signInLifeSeconds } from "./auth-cookies.ts";
import { theCaller } from "./caller.ts";
import { currentAdministrator } from "./require-administrator.ts";
import { theStore } from "./the-store.ts";

/** Signs this browser in from a server action, with the cookie next-auth would have set. The password was checked before. */
export async function signInBrowser(administratorId: number): Promise<void> {
  const store = await theStore();
  const { remoteAddress, userAgent, isSecure } = await theCaller();
  const signInId = await startSignIn(store, { administratorId, remoteAddress, userAgent });
  const secret = store.sealer.derive("next-auth");
  const value = await encode({ token: { sub: signInId }, secret, maxAge: signInLifeSeconds });
  const { name, options } = authCookies(isSecure).sessionToken;
  (await cookies()).set(name, value, { ...options, maxAge: signInLifeSeconds });
}

/** Ends the SignIn row, so that a copied cookie ends with it, and takes the cookie away. */
export async function signOutBrowser(): Promise<void> {
  const administrator = await currentAdministrator();
  if (administrator !== null) await endSignIn(await theStore(), administrator.signInId);
  const { name, options } = authCookies((await theCaller()).isSecure).sessionToken;
  (await cookies()).set(name, "", { ...options, maxAge: 0 });
}

/** Where to go after signing in: a path of this console, never another site. */
export function placeAfterSignIn(wanted: unknown): string {
  if (typeof wanted !== "string" || !/^\/(?![/\\])/.test(wanted)) return "/";
  const { pathname, search } = new URL(wanted, "http://console.invalid");
  return pathname === "/sign-in" ? "/" : pathname + search;
}
