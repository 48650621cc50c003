import type { SessionContext } from "../command.ts";
import { maySignIn } from "../policy.ts";
import { oauthBearer, xoauth2 } from "./bearer.ts";
import { login } from "./login.ts";
import type { Mechanism } from "./mechanism.ts";
import { plain } from "./plain.ts";
import { scram, scramPlus } from "./scram.ts";

/** In the order CAPA announces them: clients tend to take the first they know. */
export const mechanisms: readonly Mechanism[] = [scramPlus, scram, plain, login, oauthBearer, xoauth2];

/** Null for what does not exist and for what is not offered; whether one may sign in here at all is another question. */
export function mechanismNamed(name: string, session: SessionContext): Mechanism | null {
  return mechanisms.find((mechanism) => mechanism.name === name && mechanism.isOffered(session)) ?? null;
}

/** Those this client could use now. */
export function offeredMechanisms(session: SessionContext): readonly Mechanism[] {
  if (!maySignIn(session)) return [];
  return mechanisms.filter((mechanism) => mechanism.isOffered(session));
}
