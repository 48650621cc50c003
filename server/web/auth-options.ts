import "server-only";
import type { AuthOptions } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import { checkAdministrator } from "#server/administrator/check-administrator.ts";
import { consoleSignIn } from "#server/administrator/schema.ts";
import { endSignIn, startSignIn } from "#server/administrator/sign-in.ts";
import { logIncident } from "./answer-form.ts";
import { authCookies, signInLifeSeconds } from "./auth-cookies.ts";
import { callerOf } from "./caller.ts";
import { theStore } from "./the-store.ts";

/**
 * next-auth with the Credentials provider and JWT sessions. The token names a SignIn row and nothing else;
 * `currentAdministrator` reads that row at every request, so a token whose row has ended is worth nothing.
 */
export async function authOptions(isSecure: boolean): Promise<AuthOptions> {
  const store = await theStore();
  return {
    secret: store.sealer.derive("next-auth"),
    session: { strategy: "jwt", maxAge: signInLifeSeconds },
    useSecureCookies: isSecure,
    cookies: authCookies(isSecure),
    logger: { error: logTrouble },
    pages: { signIn: "/sign-in", signOut: "/sign-in", error: "/sign-in" },
    providers: [
      Credentials({
        credentials: { email: { type: "email" }, password: { type: "password" } },
        /** A refusal's sentence reaches the sign-in page as `error`; it is the same for an unknown e-mail and a wrong password. */
        async authorize(credentials, request) {
          const given = consoleSignIn.safeParse(credentials);
          if (!given.success) throw new Error("Type your e-mail address and your password.");
          const caller = callerOf(new Headers(request.headers as Record<string, string>));
          const administrator = await checkAdministrator(store, { ...given.data, remoteAddress: caller.remoteAddress });
          if ("refused" in administrator) throw new Error(administrator.text);
          const { remoteAddress, userAgent } = caller;
          return { id: await startSignIn(store, { administratorId: administrator.id, remoteAddress, userAgent }) };
        },
      }),
    ],
    callbacks: {
      jwt: ({ token, user }) => (user ? { sub: user.id } : { sub: token.sub }),
      session: ({ token }) => ({ signInId: token.sub ?? "", expires: "" }),
    },
    events: {
      signOut: ({ token }) => (token.sub ? endSignIn(store, token.sub) : Promise.resolve()),
    },
  };
}

/** A cookie that cannot be opened is anybody's to send, and merely signs nobody in: it may not fill the log. */
function logTrouble(code: string, metadata: Error | { error: Error }): void {
  if (code !== "JWT_SESSION_ERROR") logIncident(metadata instanceof Error ? metadata : metadata.error);
}

declare module "next-auth" {
  interface Session {
    signInId: string;
  }
}
