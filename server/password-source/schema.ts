import { z } from "zod";
import { rowId } from "../input/schema.ts";
import { templateProblem } from "./template.ts";

/** Where the passwords of a domain's accounts are known: here, in an LDAP directory, or to PAM by way of saslauthd. */
export const sourceKinds = ["database", "ldap", "pam"] as const;
export type SourceKind = (typeof sourceKinds)[number];

/** TLS from the first octet (ldaps), asked for by StartTLS (RFC 4511 §4.14), or none. */
export const ldapTlsModes = ["implicit", "starttls", "none"] as const;
export type LdapTls = (typeof ldapTlsModes)[number];

/** How the directory's name of a person is found: looked for, or made of the address. */
export const ldapModes = ["search", "template"] as const;
export type LdapMode = (typeof ldapModes)[number];

export const ldapScopes = ["sub", "one"] as const;
export type LdapScope = (typeof ldapScopes)[number];

/** Longest stay of a password in memory, in minutes: so long somebody who was locked out of the directory may still come in. */
export const longestMemoryMinutes = 120;
const mostServers = 5;

/** One per directory server: a name or an address, and a port where it is not the usual one. IPv6 in brackets. */
export interface LdapServer {
  readonly host: string;
  readonly port: number;
}

const serverText =
  /^(?:(ldaps?):\/\/)?(?:\[([0-9a-f:.]+)\]|([a-z0-9](?:[a-z0-9._-]*[a-z0-9])?\.?))(?::(\d{1,5}))?\/?$/i;

/** Null for what is no server. `scheme`: as an address that was pasted has it. */
function parseServer(text: string): { host: string; port: number | null; scheme: string | null } | null {
  const [, scheme, six, name, port] = serverText.exec(text) ?? [];
  const host = (six ?? name)?.toLowerCase();
  const number = port === undefined ? null : Number(port);
  if (host === undefined || (number !== null && (number < 1 || number > 65_535))) return null;
  return { host, port: number, scheme: scheme?.toLowerCase() ?? null };
}

export function ldapServersOf({ servers, tls }: Pick<LdapSettings, "servers" | "tls">): LdapServer[] {
  const usual = tls === "implicit" ? 636 : 389;
  return servers.flatMap((text) => {
    const server = parseServer(text);
    return server === null ? [] : [{ host: server.host, port: server.port ?? usual }];
  });
}

/** As the table and people write it. */
export function serverTextOf({ host, port }: LdapServer): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/** Whether what is said to it never leaves this machine. */
export function isThisMachine({ host }: LdapServer): boolean {
  return host === "localhost" || host === "::1" || /^127(\.\d+){3}$/.test(host);
}

const noControl = /^\P{Cc}*$/u;
const line = (most: number) =>
  z
    .string()
    .trim()
    .max(most, `This has at most ${most} characters.`)
    .regex(noControl, "No line breaks or other control characters here.");

/** As a form sends them, and as the table keeps them. */
const servers = z
  .preprocess((value) => (Array.isArray(value) ? value.join(" ") : value), z.string().max(2_000))
  .transform((text) => text.split(/[\s,;]+/).filter((part) => part !== ""));

const caPem = z
  .string()
  .trim()
  .max(256 * 1024, "This is too long for a few certificates.")
  .refine((text) => text === "" || text.includes("-----BEGIN CERTIFICATE-----"), {
    message: 'Paste certificates as PEM, which begin with "-----BEGIN CERTIFICATE-----", or leave it empty.',
  });

const seconds = (most: number) =>
  z.coerce
    .number("Write a number of seconds.")
    .int("Whole seconds.")
    .min(1, `From 1 to ${most} seconds.`)
    .max(most, `From 1 to ${most} seconds.`);

const rememberMinutes = z.coerce
  .number("Write a number of minutes.")
  .int("Whole minutes.")
  .min(0, `From 0 (ask each time) to ${longestMemoryMinutes} minutes.`)
  .max(longestMemoryMinutes, `From 0 (ask each time) to ${longestMemoryMinutes} minutes.`);

const ldapFields = {
  kind: z.literal("ldap"),
  servers,
  tls: z.enum(ldapTlsModes).default("implicit"),
  /** Certificates of authorities to trust instead of those this machine trusts. */
  caPem: caPem.default(""),
  mode: z.enum(ldapModes).default("search"),
  /** A DN, or what else the directory takes as a name, with the person in it. */
  dnTemplate: line(1_000).default(""),
  /** Who searches; empty: nobody, so anybody may search there. */
  bindDn: line(1_000).default(""),
  base: line(1_000).default(""),
  scope: z.enum(ldapScopes).default("sub"),
  filter: line(2_000).default(""),
  timeoutSeconds: seconds(30).default(5),
  rememberMinutes: rememberMinutes.default(0),
};

const pamFields = {
  kind: z.literal("pam"),
  /** saslauthd's socket. */
  socketPath: line(100).regex(/^\//, "A path from the root, such as /run/saslauthd/mux.").default("/run/saslauthd/mux"),
  /** Names the file in /etc/pam.d. */
  service: line(100)
    .regex(/^[\w][\w.-]*$/, "The name of a file in /etc/pam.d, such as pop3.")
    .default("pop3"),
  /** The system's name of the person. */
  user: line(250).default("%n"),
  timeoutSeconds: seconds(60).default(15),
  rememberMinutes: rememberMinutes.default(0),
};

const ldapSettings = z.object(ldapFields);
const pamSettings = z.object(pamFields);
export type LdapSettings = Readonly<z.output<typeof ldapSettings>>;
export type PamSettings = Readonly<z.output<typeof pamSettings>>;
export type SourceSettings = LdapSettings | PamSettings;

/** As the table keeps them, in JSON. */
export const sourceSettings = z.discriminatedUnion("kind", [ldapSettings, pamSettings]);

type Refuse = (path: string, message: string) => void;

function refuseLdap(ldap: LdapSettings, refuse: Refuse): void {
  refuseServers(ldap, refuse);
  if (ldap.mode === "template") {
    const problem = templateProblem(ldap.dnTemplate);
    if (problem !== null) refuse("dnTemplate", problem);
    return;
  }
  if (ldap.base === "") refuse("base", "Where is to be searched? Such as ou=people,dc=example,dc=org.");
  const problem = templateProblem(ldap.filter);
  if (problem !== null) refuse("filter", problem);
  if (/\\[89a-f][0-9a-f]/i.test(ldap.filter)) {
    refuse("filter", "Write letters such as ä as they are, not as \\c3\\a4.");
  }
}

function refuseServers({ servers: texts, tls }: LdapSettings, refuse: Refuse): void {
  if (texts.length === 0) refuse("servers", "Name at least one server, such as ldap.example.org.");
  if (texts.length > mostServers) refuse("servers", `At most ${mostServers} servers: they are tried in turn.`);
  for (const text of texts) {
    const server = parseServer(text);
    if (server === null) {
      refuse(
        "servers",
        `"${text.slice(0, 60)}" is no server: write a name or an address, with a port where it is not the usual one, such as ldap.example.org:1636.`,
      );
    } else if (server.scheme !== null && (server.scheme === "ldaps") !== (tls === "implicit")) {
      refuse(
        "servers",
        `${text.slice(0, 60)} ${server.scheme === "ldaps" ? "means TLS from the start, and something else is chosen below" : "means no TLS from the start, and that is chosen below"}.`,
      );
    }
  }
}

function refusePam({ user }: PamSettings, refuse: Refuse): void {
  const problem = templateProblem(user);
  if (problem !== null) refuse("user", problem);
}

const chosen = z.discriminatedUnion("kind", [
  z.object({ id: rowId, kind: z.literal("database") }),
  z.object({
    id: rowId,
    ...ldapFields,
    /** Of who searches; empty or absent: the one that is kept already. */
    bindPassword: z.string().max(1_000, "This has at most 1000 characters.").optional(),
  }),
  z.object({ id: rowId, ...pamFields }),
]);

/** `id`: the domain's. */
export const sourceChange = chosen.superRefine((change, context) => {
  const refuse: Refuse = (path, message) => void context.addIssue({ code: "custom", path: [path], message });
  if (change.kind === "ldap") refuseLdap(change, refuse);
  if (change.kind === "pam") refusePam(change, refuse);
});
export type SourceChange = z.input<typeof sourceChange>;
export type ParsedSourceChange = z.output<typeof sourceChange>;

/** What somebody would sign in with, to try it; beside a change that is not saved yet, or what is in force. */
export const sourceTrial = z.object({
  address: z.string().trim().min(1, "Whose sign-in?").max(254),
  password: z.string().min(1, "An empty password is never sent to a directory.").max(1_000),
});
export type SourceTrial = z.input<typeof sourceTrial>;

/** Part of what is asked of a source, in the order it happened. */
export interface TrialStep {
  readonly name: string;
  readonly isGood: boolean;
  /** What came of it, with names and dates; never a password. */
  readonly detail: string;
  readonly tookMs: number;
}

export type TrialVerdict = "in" | "refused" | "try-later";

export interface TrialReport {
  readonly address: string;
  readonly verdict: TrialVerdict;
  /** The verdict as a sentence. */
  readonly sentence: string;
  readonly steps: readonly TrialStep[];
}

/** What a change would do, before it is saved. */
export interface SourceEffect {
  /** Whether anything would change. */
  readonly isSame: boolean;
  readonly fromKind: SourceKind;
  readonly toKind: SourceKind;
  readonly accountCount: number;
  /** Accounts of which this database has no password: nobody could sign in to them after a change to it. */
  readonly withoutPasswordCount: number;
  /** Accounts that signed in by SCRAM with their own password in the last 30 days. */
  readonly scramCount: number;
  /** Accounts with app passwords, which go on as before. */
  readonly appPasswordCount: number;
  /** Servers that would be told passwords in the clear over a network. */
  readonly clearServers: readonly string[];
}

/** How the directory has answered in the last 24 hours, by refused sign-ins. */
export interface SourceTrouble {
  readonly awayCount: number;
  readonly lastAwayAt: Date | null;
}
