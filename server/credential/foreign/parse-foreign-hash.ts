import { type DigestAlgorithm, type ForeignHash, mostCost, type Unusable } from "./foreign-hash.ts";
import { damaged, parseCrypt, pbkdf2Hash, tooDear } from "./parse-crypt.ts";

/** What a column keeps, and no more than any scheme needs. */
const longest = 512;

/**
 * A hash as Dovecot's passwd files have it, `{SCHEME}…` or `{SCHEME.b64}…` or `{SCHEME.hex}…`, or one that names itself by `$id$`. What is
 * damaged, unknown, or would cost too much at each sign-in comes back as a sentence.
 */
export function parseForeignHash(text: string): ForeignHash | Unusable {
  if (text.length > longest) return { problem: `A hash has at most ${longest} characters; this has ${text.length}.` };
  const [, name, encoding, data] = /^\{([A-Za-z0-9-]+)(?:\.(b64|base64|hex))?\}(.*)$/is.exec(text) ?? [];
  if (name === undefined || data === undefined) return parseCrypt(text);
  const label = name.toUpperCase();
  const scheme = schemes[label];
  if (scheme === undefined) return { problem: `{${name}} is not known here. ${known}` };
  const written = { data, encoding: encoding?.toLowerCase().replace("base64", "b64") as Encoding | undefined };
  return scheme(label, written);
}

type Encoding = "b64" | "hex";

interface Written {
  readonly data: string;
  readonly encoding: Encoding | undefined;
}

type Scheme = (label: string, written: Written) => ForeignHash | Unusable;

/** By Dovecot's names. */
const schemes: Readonly<Record<string, Scheme>> = {
  ...named(["BLF-CRYPT", "BCRYPT"], crypt("bcrypt")),
  ...named(["SHA512-CRYPT"], crypt("sha-crypt")),
  ...named(["SHA256-CRYPT"], crypt("sha-crypt")),
  ...named(["MD5-CRYPT"], crypt("md5-crypt")),
  ...named(["ARGON2ID", "ARGON2I", "ARGON2"], crypt("argon2")),
  ...named(["CRYPT"], crypt(null)),
  ...named(["SHA", "SHA1"], digest("sha1", 20)),
  ...named(["SHA256"], digest("sha256", 32)),
  ...named(["SHA512"], digest("sha512", 64)),
  ...named(["LDAP-MD5"], digest("md5", 16)),
  ...named(["PLAIN-MD5"], digest("md5", 16)),
  ...named(["SMD5"], digest("md5", 16, true)),
  ...named(["SSHA"], digest("sha1", 20, true)),
  ...named(["SSHA256"], digest("sha256", 32, true)),
  ...named(["SSHA512"], digest("sha512", 64, true)),
  MD5: (label, written) =>
    written.data.startsWith("$1$") ? crypt("md5-crypt")(label, written) : digest("md5", 16)(label, written),
  PBKDF2: pbkdf2,
  "SCRAM-SHA-256": scram,
  ...named(["PLAIN", "CLEARTEXT", "CLEAR"], plain),
};

const known = `Known are ${Object.keys(schemes)
  .filter((name) => !["CLEAR", "CLEARTEXT", "BCRYPT", "ARGON2"].includes(name))
  .map((name) => `{${name}}`)
  .join(" ")}.`;

function named(names: readonly string[], scheme: Scheme): Record<string, Scheme> {
  return Object.fromEntries(names.map((name) => [name, scheme]));
}

/** One that names itself; `kind`: which it must be. */
function crypt(kind: ForeignHash["kind"] | null): Scheme {
  return (label, written) => {
    const parsed = parseCrypt(textOf(written));
    if ("problem" in parsed || kind === null || parsed.kind === kind) return parsed;
    return { problem: `This says {${label}}, but is a ${parsed.label} hash.` };
  };
}

/** Base64, or hex where it says so or can be nothing else; a salt stands behind the digest. */
function digest(algorithm: DigestAlgorithm, size: number, isSalted = false): Scheme {
  return (label, { data, encoding }) => {
    const isHex = encoding === "hex" || (encoding === undefined && !isSalted && data.length === 2 * size);
    const octets = octetsOf(data, isHex ? "hex" : "b64");
    const isWhole = octets !== null && (isSalted ? octets.length > size : octets.length === size);
    if (!isWhole) {
      const what = isSalted ? `${size} octets and a salt` : `${size} octets`;
      return damaged(label, `{${label}} and ${what} in ${isHex ? "hex" : "base64"}`);
    }
    return { kind: "digest", label, algorithm, digest: octets.subarray(0, size), salt: octets.subarray(size) };
  };
}

/** Dovecot's: `$1$salt$rounds$` and 20 octets in hex, with SHA-1. */
function pbkdf2(label: string, written: Written): ForeignHash | Unusable {
  const text = textOf(written);
  if (/^\$pbkdf2/.test(text)) return parseCrypt(text);
  const [, salt, count, key] = /^\$1\$([^$]{1,128})\$(\d{1,9})\$([0-9a-f]{40})$/i.exec(text) ?? [];
  const octets = (part: string | undefined, encoding: "latin1" | "hex") =>
    part === undefined ? undefined : Buffer.from(part, encoding);
  const hash = pbkdf2Hash(label, "sha1", Number(count), octets(salt, "latin1"), octets(key, "hex"));
  return hash ?? damaged(label, "$1$salt$5000$ and 40 hexadecimal digits");
}

/** `iterations,salt,StoredKey,ServerKey`, octets in base64. */
function scram(label: string, written: Written): ForeignHash | Unusable {
  const [count = "", ...parts] = textOf(written).split(",");
  const [salt, storedKey, serverKey] = parts.map((part) => octetsOf(part, "b64"));
  const iterations = /^\d{1,9}$/.test(count) ? Number(count) : 0;
  if (!salt || storedKey?.length !== 32 || serverKey?.length !== 32 || parts.length !== 3 || iterations < 1) {
    return damaged(label, "4096,salt,StoredKey,ServerKey");
  }
  if (iterations > mostCost.iterations) return tooDear(label, iterations, mostCost.iterations, "iterations");
  return { kind: "scram", label, salt, iterations, storedKey };
}

function plain(label: string, written: Written): ForeignHash | Unusable {
  const password = textOf(written, "utf8");
  return password === "" ? damaged(label, `{${label}} and the password`) : { kind: "plain", label, password };
}

function textOf({ data, encoding }: Written, characters: "latin1" | "utf8" = "latin1"): string {
  return encoding === undefined ? data : (octetsOf(data, encoding)?.toString(characters) ?? "");
}

/** Null where the text is not so encoded. */
function octetsOf(text: string, encoding: Encoding): Buffer | null {
  const form = encoding === "hex" ? /^(?:[0-9a-f]{2})*$/i : /^[A-Za-z0-9+/]*={0,2}$/;
  return form.test(text) ? Buffer.from(text, encoding === "hex" ? "hex" : "base64") : null;
}
