import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import type { Environment } from "../env.ts";
import { DomainError } from "../errors.ts";
import { sealingKey } from "./sealing-key.ts";

/** Seals secrets before they enter the database. The key stays outside it, so a copy of the database alone opens nothing. */
export interface Sealer {
  /** AES-256-GCM; the result is text. */
  seal(text: string): string;
  /** Refuses with `configuration` what another key sealed, and what was altered. */
  open(sealed: string): string;
  /** 32 octets as base64url, always the same for one purpose. */
  derive(purpose: string): string;
}

const version = "v1";
const nonceOctets = 12;
const tagOctets = 16;

/** Reads (and on the first use makes) the key only when something is to be sealed, opened or derived. */
export function openSealer(environment: Environment): Sealer {
  let known: Buffer | undefined;
  const key = (): Buffer => {
    known ??= sealingKey(environment);
    return known;
  };
  const derive = (purpose: string) => Buffer.from(hkdfSync("sha256", key(), "", `popdesk ${purpose}`, 32));
  /** Made once: an import of accounts seals hundreds of thousands. */
  let derived: Buffer | undefined;
  const sealing = (): Buffer => {
    derived ??= derive("seal");
    return derived;
  };

  return {
    seal(text) {
      const nonce = randomBytes(nonceOctets);
      const cipher = createCipheriv("aes-256-gcm", sealing(), nonce);
      const sealed = Buffer.concat([nonce, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
      return `${version}.${sealed.toString("base64url")}`;
    },
    open(sealed) {
      const [given, body] = sealed.split(".");
      const octets = Buffer.from(body ?? "", "base64url");
      if (given !== version || octets.length < nonceOctets + tagOctets) throw unreadable();
      const decipher = createDecipheriv("aes-256-gcm", sealing(), octets.subarray(0, nonceOctets));
      decipher.setAuthTag(octets.subarray(-tagOctets));
      try {
        const text = decipher.update(octets.subarray(nonceOctets, -tagOctets));
        return Buffer.concat([text, decipher.final()]).toString("utf8");
      } catch (cause) {
        throw unreadable(cause);
      }
    },
    derive: (purpose) => derive(purpose).toString("base64url"),
  };
}

function unreadable(cause?: unknown): DomainError {
  return new DomainError(
    "configuration",
    "A secret in the database was sealed with another key. Put back the secret.key (or POPDESK_KEY) that belongs to this database.",
    undefined,
    { cause },
  );
}
