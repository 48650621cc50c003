import "server-only";
import type { CookiesOptions } from "next-auth";

/** The longest a cookie can serve. The SignIn row it names ends earlier: by sign-out, by revocation, by a week without use. */
export const signInLifeSeconds = 30 * 24 * 60 * 60;

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
