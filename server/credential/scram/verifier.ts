import { createHash, createHmac, pbkdf2 } from "node:crypto";
import { promisify } from "node:util";
import type { Sealer } from "../../secret/sealer.ts";
import { preparePassword } from "./prepare-password.ts";

/** What a client must know to make proofs. */
export interface ScramParameters {
  readonly salt: Uint8Array;
  readonly iterations: number;
}

/** What a server keeps for SCRAM-SHA-256 (RFC 5802 §3, RFC 7677). It lets nobody sign in, but a password can be guessed against it. */
export interface ScramVerifier extends ScramParameters {
  readonly storedKey: Uint8Array;
  readonly serverKey: Uint8Array;
}

const derive = promisify(pbkdf2);

/** At least 4,096 by RFC 7677 §4. It is the mail program that computes them, at every poll: a telephone in some 20 ms. */
const iterations = 20_000;
const saltOctets = 16;
const keyOctets = 32;

/**
 * The salt and the count of an address, whether somebody has it or not: always the same, so that neither a stranger's
 * answers nor a change of password tells who exists.
 */
export function scramParameters(sealer: Sealer, address: string): ScramParameters {
  const salt = createHmac("sha256", sealer.derive("SCRAM salts")).update(address).digest().subarray(0, saltOctets);
  return { salt, iterations };
}

/** Null for a password that SASLprep forbids. */
export async function makeVerifier(
  sealer: Sealer,
  address: string,
  password: Uint8Array,
): Promise<ScramVerifier | null> {
  const prepared = await preparePassword(password);
  if (prepared === null) return null;
  const parameters = scramParameters(sealer, address);
  const salted = await derive(prepared, parameters.salt, parameters.iterations, keyOctets, "sha256");
  const clientKey = createHmac("sha256", salted).update("Client Key").digest();
  return {
    ...parameters,
    storedKey: createHash("sha256").update(clientKey).digest(),
    serverKey: createHmac("sha256", salted).update("Server Key").digest(),
  };
}

const written = /^SCRAM-SHA-256\$(\d{4,7}):([A-Za-z0-9+/=]+)\$([A-Za-z0-9+/=]+):([A-Za-z0-9+/=]+)$/;

/** As Account.scramVerifier keeps it: the form PostgreSQL has made usual, sealed. */
export function sealVerifier(sealer: Sealer, verifier: ScramVerifier): Uint8Array<ArrayBuffer> {
  const [salt, storedKey, serverKey] = [verifier.salt, verifier.storedKey, verifier.serverKey].map((octets) =>
    Buffer.from(octets).toString("base64"),
  );
  const sealed = sealer.seal(`SCRAM-SHA-256$${verifier.iterations}:${salt}$${storedKey}:${serverKey}`);
  return new TextEncoder().encode(sealed);
}

/** Refuses with `configuration` what another key sealed. */
export function openVerifier(sealer: Sealer, sealed: Uint8Array): ScramVerifier {
  const [, iterations, ...octets] = written.exec(sealer.open(new TextDecoder().decode(sealed))) ?? [];
  const [salt, storedKey, serverKey] = octets.map((text) => Buffer.from(text, "base64"));
  if (salt === undefined || storedKey === undefined || serverKey === undefined) {
    throw new Error("a SCRAM verifier is not as it was written");
  }
  return { salt, iterations: Number(iterations), storedKey, serverKey };
}
