import { DomainError } from "../../errors.ts";

export type ImportColumn =
  | "address"
  | "domain"
  | "name"
  | "password"
  | "hash"
  | "quota"
  | "messages"
  | "receive"
  | "signIn"
  | "console";

/** What people call the columns, in lower case without spaces, hyphens and underscores. */
const names: Readonly<Record<ImportColumn, readonly string[]>> = {
  address: [
    "address",
    "email",
    "emailaddress",
    "mail",
    "mailaddress",
    "primaryemail",
    "username",
    "user",
    "login",
    "account",
    "mailbox",
    "localpart",
    "adresse",
  ],
  domain: ["domain", "maildomain"],
  name: ["name", "displayname", "fullname", "realname", "description"],
  password: ["password", "pass", "pw", "passwd", "passwort", "kennwort"],
  hash: ["hash", "passwordhash", "crypt", "cryptedpassword"],
  quota: ["quota", "quotaoctets", "quotabytes", "mailboxquota", "mailboxsize", "size"],
  messages: ["messagesquota", "messagequota", "quotamessages", "maxmessages"],
  receive: ["receive", "receives", "canreceive", "mayreceive"],
  signIn: ["signin", "signsin", "cansignin", "maysignin", "pop3"],
  console: ["console", "canuseconsole", "mayuseconsole"],
};
/** Facts that our own export has and an import leaves alone. */
const facts = new Set(["haspassword", "messages", "octets", "lastsignin", "lastdelivery", "created"]);

export interface Header {
  /** Place of each column there is. */
  readonly places: ReadonlyMap<ImportColumn, number>;
  /** Columns nobody knows, as they are called in the file. */
  readonly unknown: readonly string[];
}

/** Reads the first line. Refuses with `invalid` where it names no address, or one column twice. */
export function readHeader(fields: readonly string[]): Header {
  const places = new Map<ImportColumn, number>();
  const unknown: string[] = [];
  fields.forEach((field, place) => {
    const called = field
      .replace(/^\ufeff/, "")
      .toLowerCase()
      .replaceAll(/[\s_-]/g, "");
    const column = (Object.keys(names) as ImportColumn[]).find((each) => names[each].includes(called));
    if (column === undefined) {
      if (called !== "" && !facts.has(called)) unknown.push(field.trim().slice(0, 60));
      return;
    }
    if (places.has(column)) {
      throw new DomainError("invalid", `Two columns of the first line mean the ${column}: leave one out.`, "file");
    }
    places.set(column, place);
  });
  if (!places.has("address")) {
    throw new DomainError(
      "invalid",
      "The first line names the columns, and one of them is the address: address, name, password (or hash), quota, receive, sign-in.",
      "file",
    );
  }
  return { places, unknown };
}
