import type { SessionContext } from "../command.ts";
import { mayCleartextSignIn } from "../policy.ts";
import { login } from "./login.ts";
import type { Mechanism } from "./mechanism.ts";
import { plain } from "./plain.ts";

/** In the order CAPA announces them: clients tend to take the first they know. */
const mechanisms: readonly Mechanism[] = [plain, login];

export function mechanismNamed(name: string): Mechanism | null {
  return mechanisms.find((mechanism) => mechanism.name === name) ?? null;
}

/** Those this client could use now. */
export function offeredMechanisms({ policy, peer }: SessionContext): readonly Mechanism[] {
  return mechanisms.filter((mechanism) => !mechanism.isCleartext || mayCleartextSignIn(policy, peer));
}
