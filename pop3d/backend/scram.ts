import { beginScram, type ScramName } from "#server/credential/scram/begin-scram.ts";
import type { SignInRefusal } from "#server/credential/sign-in.ts";
import type { Settings } from "#server/setting/schema.ts";
import type { Store } from "#server/store.ts";
import type { Refusal, ScramExchange, SignedIn } from "../session/backend.ts";

/** SCRAM's half of signing in. `refusalOf`: what a wrong password is answered with, here as everywhere; `proven` hears of a right one. */
export async function beginScramExchange(
  store: Store,
  name: ScramName,
  settings: Pick<Settings, "defaultDomain">,
  refusalOf: (refusal: SignInRefusal) => Refusal,
  proven: (who: SignedIn) => void,
): Promise<ScramExchange> {
  const { salt, iterations, nonce, prove } = await beginScram(store, name, settings);
  return {
    salt,
    iterations,
    nonce,
    prove(authMessage, proof) {
      const answer = prove(authMessage, proof);
      if ("refused" in answer) return refusalOf(answer);
      const { signature, ...who } = answer;
      proven(who);
      return { who, signature };
    },
  };
}
