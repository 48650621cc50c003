import { listenerPlace } from "../diagnostic/listener-place.ts";
import type { SignInTrial } from "../diagnostic/schema.ts";
import { trySignIn } from "../diagnostic/try-sign-in.ts";
import { DomainError } from "../errors.ts";
import { readListeners } from "../listener/read.ts";
import { readSettings } from "../setting/read.ts";
import type { Store } from "../store.ts";
import { reachStep, readSetUp } from "./progress.ts";

/** Signs in to the TLS listener as the wizard's account. Refuses where there is no such listener open, or no account yet. */
export async function tryTrialAccount(store: Store): Promise<SignInTrial> {
  const { trial } = await readSetUp(store);
  if (trial === null) {
    throw new DomainError("not-found", "There is no account to sign in with yet. Go one step back and create one.");
  }
  const { hostname } = await readSettings(store);
  const secure = (await readListeners(store)).filter(
    ({ protocol, tls, isEnabled }) => protocol === "pop3" && tls === "implicit" && isEnabled,
  );
  const found = secure.map((listener) => listenerPlace(listener, hostname)).find((place) => place !== null);
  if (!found) {
    throw new DomainError(
      "daemon-away",
      "No listener with TLS is open. Go back to the ports and see what the daemon says about POP3S.",
    );
  }
  const result = await trySignIn({
    place: found.place,
    serverName: hostname,
    name: trial.address,
    password: trial.password,
  });
  if (result.failure === null) await reachStep(store, "programs");
  return result;
}
