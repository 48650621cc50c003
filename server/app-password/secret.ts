import { createHmac, randomInt } from "node:crypto";
import type { Sealer } from "../secret/sealer.ts";

/** Without letters that are mistaken for others. */
const letters = "abcdefghijkmnpqrstuvwxyz23456789";
const length = 20;
const groupLength = 5;
const written = new RegExp(`^[${letters}]{${length}}$`);

/** 100 bits in four groups of five. */
export function generateAppPassword(): string {
  const secret = Array.from({ length }, () => letters[randomInt(letters.length)]).join("");
  return grouped(secret);
}

function grouped(secret: string): string {
  return secret.match(new RegExp(`.{${groupLength}}`, "g"))?.join("-") ?? secret;
}

const longestOctets = 80;

/**
 * The secret as AppPassword.hash keeps it; empty for what cannot be one, which is most passwords: they cost nothing here. Capitals, blanks
 * and hyphens are as people type them, and count for nothing.
 *
 * A quick keyed hash, not a slow one: nobody chose the secret, so there is nothing to guess but all of its 2^100, and the key lies outside
 * the database. So any number of them costs a sign-in one look-up, and a program with such a password never waits for argon2.
 */
export function appPasswordHash(sealer: Sealer, password: Uint8Array): string {
  const secret = secretIn(password);
  return secret === null ? "" : createHmac("sha256", keyOf(sealer)).update(secret).digest("hex");
}

/** The secret as it was shown, whichever way it was typed; null for what cannot be one. */
export function appPasswordAsShown(password: Uint8Array): string | null {
  const secret = secretIn(password);
  return secret && grouped(secret);
}

function secretIn(password: Uint8Array): string | null {
  if (password.length < length || password.length > longestOctets) return null;
  const secret = Buffer.from(password).toString("latin1").toLowerCase().replace(/[\s-]/g, "");
  return written.test(secret) ? secret : null;
}

const keys = new WeakMap<Sealer, string>();

function keyOf(sealer: Sealer): string {
  const key = keys.get(sealer) ?? sealer.derive("app passwords");
  keys.set(sealer, key);
  return key;
}
