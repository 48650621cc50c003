import type { SignInMechanism } from "./backend.ts";
import { type Outcome, protocolError, type SessionContext } from "./command.ts";
import { maySignIn, maySignInAs } from "./policy.ts";

/**
 * The `-ERR` for a password about to cross the network readable where policy forbids it, saying what to change; null
 * where it may. `name`: what USER said, where anything was said.
 */
export function refuseCleartext(
  session: SessionContext,
  mechanism: SignInMechanism,
  name: string | null = null,
): Outcome | null {
  if (name === null ? maySignIn(session) : maySignInAs(name, session)) return null;
  session.backend.refusedEarly("tls-required", { name: name ?? "", mechanism }, session.peer);
  const { policy } = session;
  const remedy =
    policy.tls === "starttls" && policy.hasCertificate
      ? "turn on STARTTLS in the mail program's account settings, or use port 995 with SSL/TLS"
      : "use port 995 with SSL/TLS in the mail program's account settings";
  return protocolError(`no password is taken over an unencrypted connection: ${remedy}`, "AUTH");
}
