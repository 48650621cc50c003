import { type DigestAlgorithm, type ForeignHash, mostCost, type Unusable } from "./foreign-hash.ts";

/** A hash that names its own kind: `$id$…`, as crypt(3), Dovecot and others write them. */
export function parseCrypt(text: string): ForeignHash | Unusable {
  const kind = kinds.find(({ begins }) => begins.test(text));
  if (kind !== undefined) return kind.parse(text) ?? damaged(kind.label, kind.example);
  const unknown = strange.find(([begins]) => begins.test(text))?.[1] ?? "This is no hash that is known here";
  return { problem: `${unknown}: it cannot be checked. Known are ${kinds.map(({ label }) => label).join(", ")}.` };
}

export function damaged(label: string, example: string): Unusable {
  return { problem: `This is no whole ${label} hash, which looks like ${example}. Perhaps its end was cut off.` };
}

export function tooDear(label: string, asked: number, most: number, unit: string): Unusable {
  const [a, m] = [asked, most].map((number) => number.toLocaleString("en"));
  return {
    problem: `This ${label} hash asks for ${a} ${unit}; at most ${m} are taken, for each sign-in costs them anew. Set a new password instead.`,
  };
}

const strange: readonly (readonly [RegExp, string])[] = [
  [/^\$(?:y|gy)\$/, "This is a yescrypt hash"],
  [/^\$7\$/, "This is an scrypt hash"],
  [/^\$2x\$/, "This is a hash of the faulty bcrypt that was marked $2x$"],
  [/^(?:_.{19}|[./0-9A-Za-z]{13})$/, "This is a DES hash of the old crypt"],
  [/^[!*]/, "This is the mark of a locked account, not a hash"],
];

interface Kind {
  readonly label: string;
  readonly begins: RegExp;
  readonly example: string;
  /** Null where it is damaged. */
  parse(text: string): ForeignHash | Unusable | null;
}

const kinds: readonly Kind[] = [
  { label: "bcrypt", begins: /^\$2[aby]\$/, example: "$2y$10$ and 53 characters", parse: bcrypt },
  shaKind("SHA512-CRYPT", "sha512", "6", 86),
  shaKind("SHA256-CRYPT", "sha256", "5", 43),
  argonKind("argon2id"),
  argonKind("argon2i"),
  { label: "MD5-CRYPT", begins: /^\$(?:1|apr1)\$/, example: "$1$salt$ and 22 characters", parse: md5 },
  pbkdf2Kind("sha512"),
  pbkdf2Kind("sha256"),
  pbkdf2Kind("sha1"),
];

function bcrypt(text: string): ForeignHash | Unusable | null {
  const [, digits] = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/.exec(text) ?? [];
  const cost = Number(digits);
  if (digits === undefined || cost < 4 || cost > 31) return null;
  if (cost > mostCost.bcrypt) return tooDear("bcrypt", 2 ** cost, 2 ** mostCost.bcrypt, "rounds");
  return { kind: "bcrypt", label: "bcrypt", text };
}

function shaKind(label: string, algorithm: "sha256" | "sha512", id: string, length: number): Kind {
  const whole = new RegExp(`^\\$${id}\\$(?:rounds=(\\d{1,9})\\$)?([^$:\\s]{0,16})\\$([./0-9A-Za-z]{${length}})$`);
  return {
    label,
    begins: new RegExp(`^\\$${id}\\$`),
    example: `$${id}$salt$ and ${length} characters`,
    parse(text) {
      const [, asked = "5000", salt, digest] = whole.exec(text) ?? [];
      if (salt === undefined || digest === undefined) return null;
      const rounds = Math.max(1_000, Number(asked));
      if (rounds > mostCost.rounds) return tooDear(label, rounds, mostCost.rounds, "rounds");
      return { kind: "sha-crypt", label, algorithm, salt, rounds, text: digest };
    },
  };
}

function md5(text: string): ForeignHash | null {
  const [, magic, salt, digest] = /^(\$(?:1|apr1)\$)([^$:\s]{0,8})\$([./0-9A-Za-z]{22})$/.exec(text) ?? [];
  if (magic === undefined || salt === undefined || digest === undefined) return null;
  return { kind: "md5-crypt", label: "MD5-CRYPT", magic, salt, text: digest };
}

function argonKind(name: "argon2id" | "argon2i"): Kind {
  const whole = new RegExp(
    `^\\$${name}\\$v=\\d+\\$m=(\\d{1,10}),t=(\\d{1,10}),p=(\\d{1,10})\\$([A-Za-z0-9+/]{11,86})\\$[A-Za-z0-9+/]{16,171}$`,
  );
  return {
    label: name,
    begins: new RegExp(`^\\$${name}\\$`),
    example: `$${name}$v=19$m=65536,t=3,p=1$salt$hash`,
    parse(text) {
      const [m, t, p] = (whole.exec(text) ?? []).slice(1).map(Number);
      if (m === undefined || t === undefined || p === undefined || m < 8 * p || t < 1 || p < 1) return null;
      if (m > mostCost.argonKib) return tooDear(name, m, mostCost.argonKib, "KiB of memory");
      if (p > mostCost.argonLanes) return tooDear(name, p, mostCost.argonLanes, "lanes");
      const most = Math.min(mostCost.argonPasses, Math.floor((8 * mostCost.argonKib) / m));
      if (t > most) return tooDear(name, t, most, `passes over ${m.toLocaleString("en")} KiB`);
      return { kind: "argon2", label: name, text };
    },
  };
}

/** As passlib writes it: `$pbkdf2-sha256$rounds$salt$key`, in base64 with a dot for the plus. */
function pbkdf2Kind(algorithm: Exclude<DigestAlgorithm, "md5">): Kind {
  const id = algorithm === "sha1" ? "pbkdf2" : `pbkdf2-${algorithm}`;
  const whole = new RegExp(`^\\$${id}\\$(\\d{1,9})\\$([./A-Za-z0-9]{0,128})\\$([./A-Za-z0-9]{22,128})$`);
  const label = `PBKDF2-${algorithm.toUpperCase()}`;
  return {
    label,
    begins: new RegExp(`^\\$${id}\\$`),
    example: `$${id}$29000$salt$key`,
    parse(text) {
      const [, count, salt, key] = whole.exec(text) ?? [];
      if (salt === undefined || key === undefined) return null;
      const [saltOctets, keyOctets] = [salt, key].map((part) => Buffer.from(part.replaceAll(".", "+"), "base64"));
      return pbkdf2Hash(label, algorithm, Number(count), saltOctets, keyOctets);
    },
  };
}

/** Null where it makes no sense. */
export function pbkdf2Hash(
  label: string,
  algorithm: DigestAlgorithm,
  iterations: number,
  salt: Buffer | undefined,
  key: Buffer | undefined,
): ForeignHash | Unusable | null {
  if (!salt || !key || iterations < 1 || key.length < 16 || key.length > 64) return null;
  if (iterations > mostCost.iterations) return tooDear(label, iterations, mostCost.iterations, "iterations");
  return { kind: "pbkdf2", label, algorithm, salt, iterations, key };
}
