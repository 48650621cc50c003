import "server-only";
import type { CookiesOptions } from "next-auth";

/** Twelve hours: a sign-in lasts a working day. The SignIn row can end it at any moment. */
export const signInLifeSeconds = 12 * 60 * 60;

/**
 * Names and flags of next-auth's cookies. Over https they are `__Host-`: bound to this host, this path and TLS.
 * On loopback http a browser would refuse that prefix, so they go without.
 */
export function authCookies(isSecure: boolean) {
  const prefix = isSecure ? "__Host-" : "";
  const options = { httpOnly: true, sameSite: "lax", path: "/", secure: isSecure } as const;
  return {
    sessionToken: { name: `${prefix}popdesk.sign-in`, options },
    callbackUrl: { name: `${prefix}popdesk.callback`, options },
    csrfToken: { name: `${prefix}popdesk.csrf`, options },
  } satisfies Partial<CookiesOptions>;
}
