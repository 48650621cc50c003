import { DomainError } from "../../errors.ts";
import { parseForeignHash } from "../../credential/foreign/parse-foreign-hash.ts";
import { assertUncommonPassword } from "../../credential/uncommon-password.ts";
import { parseInput } from "../../input/parse-input.ts";
import { parseAddress } from "../address.ts";
import { accountChange, newAccount } from "../schema.ts";
import type { ImportColumn } from "./columns.ts";
import type { ImportStep } from "./schema.ts";

export interface ReadLine {
  readonly step: ImportStep;
  readonly domain: string;
  /** "p" and the password, or "h" and its hash; null: none is given. */
  readonly secret: string | null;
}

/** Made once: a schema costs a hundred times as much as what it checks in one line. */
const columns = accountChange.omit({ id: true });
const passwordColumn = newAccount.pick({ password: true });

const on = ["on", "yes", "true", "1", "y", "ja", "enabled", "active"];
const off = ["off", "no", "false", "0", "n", "nein", "disabled", "inactive"];

/** One line as an account. What is empty stays as it is (or as it usually is). Refuses with `invalid`, saying which column and why. */
export function readImportLine(value: (column: ImportColumn) => string): ReadLine {
  const typed = value("address");
  const domainColumn = value("domain");
  const name = parseAddress(typed.includes("@") || domainColumn === "" ? typed : `${typed}@${domainColumn}`);
  const [displayName, quota, messages] = [value("name"), value("quota"), value("messages")];
  const fields = readFields({ displayName, quota, messages });
  const step: ImportStep = {
    address: name.address,
    ...fields,
    canReceive: readSwitch(value("receive"), "receive"),
    canSignIn: readSwitch(value("signIn"), "sign-in"),
    canUseConsole: readSwitch(value("console"), "console"),
  };
  return { step, domain: name.domain, secret: readSecret(value("password"), value("hash"), name.address) };
}

interface Typed {
  readonly displayName: string;
  readonly quota: string;
  readonly messages: string;
}

function readFields({ displayName, quota, messages }: Typed) {
  const isNone = /^(none|unlimited|-)$/i;
  try {
    return parseInput(columns, {
      displayName: displayName === "" ? undefined : displayName,
      quotaOctets: quota === "" ? undefined : isNone.test(quota) ? null : quota,
      quotaMessages: messages === "" ? undefined : isNone.test(messages) ? null : messages,
    });
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    // A form speaks of its own fields, where empty is no limit.
    const sentences: Readonly<Record<string, string>> = {
      displayName: `name: ${error.message}`,
      quotaOctets: `quota: "${quota.slice(0, 40)}" is no size such as 500 MB or 2 GB, nor "none".`,
      quotaMessages: `messages quota: "${messages.slice(0, 40)}" is no number of messages, nor "none".`,
    };
    throw new DomainError("invalid", sentences[error.field ?? ""] ?? error.message);
  }
}

function readSwitch(text: string, column: string): boolean | undefined {
  const folded = text.toLowerCase();
  if (folded === "") return undefined;
  if (on.includes(folded)) return true;
  if (off.includes(folded)) return false;
  throw new DomainError("invalid", `${column}: "${text.slice(0, 40)}" is neither on nor off.`);
}

function readSecret(password: string, hash: string, address: string): string | null {
  if (password !== "" && hash !== "") throw new DomainError("invalid", "It has both a password and a hash: give one.");
  // A column called password may hold what another server exported.
  const isHash = hash !== "" || /^(\{[A-Za-z0-9.-]+\}|\$argon2id\$|\$2[aby]\$|\$[156]\$)/.test(password);
  if (isHash) {
    const parsed = parseForeignHash((hash || password).trim());
    if ("problem" in parsed) throw new DomainError("invalid", parsed.problem);
    if (parsed.kind !== "plain") return `h${hash || password}`;
    return readSecret(parsed.password, "", address);
  }
  if (password === "") return null;
  parseInput(passwordColumn, { password });
  assertUncommonPassword(password, address);
  return `p${password}`;
}
