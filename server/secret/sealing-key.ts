import { randomBytes } from "node:crypto";
import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Environment } from "../env.ts";
import { DomainError } from "../errors.ts";

const keyOctets = 32;

/** The 32 octets that seal everything: POPDESK_KEY, or else the file secret.key in the data directory, made once. */
export function sealingKey(environment: Environment): Buffer {
  if (environment.sealingKey !== undefined) return decode(environment.sealingKey, "POPDESK_KEY");
  const file = join(environment.dataDirectory, "secret.key");
  return decode(readOrMake(file), file);
}

function readOrMake(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw unreadable(file, error);
  }
  mkdirSync(join(file, ".."), { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomBytes(6).toString("hex")}`;
  writeDurably(draft, `${randomBytes(keyOctets).toString("base64")}\n`);
  try {
    // A link appears whole or not at all, and never replaces the key another process made in the same moment.
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw unreadable(file, error);
  } finally {
    rmSync(draft, { force: true });
  }
  syncDirectory(join(file, ".."));
  return readFileSync(file, "utf8");
}

function writeDurably(file: string, text: string): void {
  const descriptor = openSync(file, "wx", 0o600);
  try {
    writeSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function syncDirectory(directory: string): void {
  const descriptor = openSync(directory, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function decode(text: string, source: string): Buffer {
  const key = Buffer.from(text.trim(), "base64");
  if (key.length === keyOctets) return key;
  throw new DomainError(
    "configuration",
    `${source} must hold ${keyOctets} octets in base64, and it holds ${key.length}. "openssl rand -base64 32" makes such a key.`,
  );
}

function unreadable(file: string, cause: unknown): DomainError {
  return new DomainError(
    "configuration",
    `The key file ${file} cannot be read or made: ${(cause as Error).message}.`,
    undefined,
    { cause },
  );
}
