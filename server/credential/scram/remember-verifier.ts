import { logger } from "../../log.ts";
import type { Store } from "../../store.ts";
import { keepAppVerifier, keepVerifier } from "./scram-statements.ts";
import { makeVerifier, sealVerifier } from "./verifier.ts";

/** An account that has no verifier, and the hash that its password has just fitted. */
export interface WithoutVerifier {
  readonly id: number;
  readonly address: string;
  readonly passwordHash: string;
}

const log = logger("credential");
const underWay = new Set<number>();
const appsUnderWay = new Set<number>();

/**
 * Makes the SCRAM verifier of a password that has just been found right; for where SCRAM is offered. Costs as
 * much as a password hash. Never rejects; resolves when it is written. What fails is tried again another time.
 */
export async function rememberScramVerifier(
  store: Store,
  account: WithoutVerifier,
  password: Uint8Array,
): Promise<void> {
  if (underWay.has(account.id)) return;
  underWay.add(account.id);
  try {
    await remember(store, account, Uint8Array.from(password)); // a view of what the connection reads next
  } catch (err) {
    log.warn({ event: "scram-verifier", account: account.address, err }, "a SCRAM verifier could not be kept");
  } finally {
    underWay.delete(account.id);
  }
}

/** The same of an app password (AppPassword.id), as it was shown. */
export async function rememberAppVerifier(
  store: Store,
  { id, address }: { readonly id: number; readonly address: string },
  password: string,
): Promise<void> {
  if (appsUnderWay.has(id)) return;
  appsUnderWay.add(id);
  try {
    const verifier = await makeVerifier(store.sealer, address, new TextEncoder().encode(password));
    if (verifier === null) return;
    await store.statements.write(keepAppVerifier, { id, sealed: sealVerifier(store.sealer, verifier) });
  } catch (err) {
    log.warn({ event: "scram-verifier", account: address, err }, "a SCRAM verifier could not be kept");
  } finally {
    appsUnderWay.delete(id);
  }
}

async function remember(store: Store, { id, address, passwordHash }: WithoutVerifier, password: Uint8Array) {
  const verifier = await makeVerifier(store.sealer, address, password);
  if (verifier === null) return;
  await store.statements.write(keepVerifier, { id, passwordHash, sealed: sealVerifier(store.sealer, verifier) });
}
