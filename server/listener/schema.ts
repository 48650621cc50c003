import { z } from "zod";
import { flag, listPage, rowId } from "../input/schema.ts";
import { networkList } from "../network/schema.ts";
import { trustedNetworks } from "./trusted-networks.ts";

export const protocols = ["pop3", "lmtp", "web"] as const;
export const tlsModes = ["none", "starttls", "implicit"] as const;
export const cleartextSignIns = ["never", "networks", "always"] as const;
export const closings = ["drain", "cut"] as const;
export const listenerStates = ["bound", "draining", "closed", "failed"] as const;

export type Protocol = (typeof protocols)[number];
export type TlsMode = (typeof tlsModes)[number];
/** "networks" with those of this machine alone: the usual choice has a word of its own, for whoever types. */
export const loopbackNetworks = "127.0.0.0/8,::1/128";
export const plannedChanges = ["close", "require-tls"] as const;
export type PlannedChange = (typeof plannedChanges)[number];
export type CleartextSignIn = (typeof cleartextSignIns)[number];
export type Closing = (typeof closings)[number];
export type ListenerState = (typeof listenerStates)[number];

const ipv4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/;

const address = z
  .string()
  .trim()
  .min(1, 'Type an IP address, or "*" for all of them.')
  .refine((text) => text === "*" || ipv4.test(text) || z.ipv6().safeParse(text).success, {
    message: 'An address is an IP address such as 192.0.2.1 or 2001:db8::1, or "*" for all of them.',
  });

const port = z.coerce
  .number("A port is a number from 1 to 65535.")
  .int("A port is a whole number.")
  .min(0, "A port is a number from 1 to 65535.")
  .max(65_535, "A port is a number from 1 to 65535.");

const socketPath = z
  .string()
  .trim()
  .regex(/^\/\P{Cc}*$/u, "The path of a socket begins with /.")
  .refine((path) => new TextEncoder().encode(path).length <= 107, "The path of a socket has at most 107 octets.");

const name = z
  .string()
  .trim()
  .min(1, "Give the listener a name.")
  .max(60, "A name has at most 60 characters.")
  .regex(/^\P{Cc}*$/u, "A name holds no line breaks.");

const cleartextFields = {
  cleartextSignIn: z.enum([...cleartextSignIns, "loopback"]).optional(),
  /** Counts where cleartextSignIn is "networks". */
  cleartextNetworks: networkList({
    notEverybody: "A network of /0 is everybody: choose sign-in without TLS from anywhere, if that is meant.",
  }).optional(),
};

const tcpFields = { address, port };
const socketFields = { socketPath };
const wish = {
  name,
  tls: z.enum(tlsModes),
  allowsLegacyTls: flag.optional(),
  ...cleartextFields,
  closing: z.enum(closings).optional(),
  isEnabled: flag.optional(),
  proxyProtocol: flag.optional(),
  trustedNetworks: trustedNetworks.optional(),
};

/** Port 0 lets the system choose; the fact says which. A unix socket is for LMTP alone. */
export const newListener = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("pop3"), ...wish, ...tcpFields }),
  z.object({ kind: z.literal("lmtp"), ...wish, ...tcpFields, tls: z.enum(["none", "starttls"]).default("none") }),
  z.object({ kind: z.literal("lmtp-socket"), ...wish, ...socketFields, tls: z.literal("none").default("none") }),
  z.object({ kind: z.literal("web"), ...wish, ...tcpFields, tls: z.enum(["none", "implicit"]).default("none") }),
]);
export type NewListener = z.input<typeof newListener>;

/** What is absent stays as it is. Protocol and kind never change: make another listener instead. */
export const listenerChange = z.object({
  id: rowId,
  name: name.optional(),
  address: address.optional(),
  port: port.optional(),
  socketPath: socketPath.optional(),
  tls: z.enum(tlsModes).optional(),
  allowsLegacyTls: flag.optional(),
  ...cleartextFields,
  closing: z.enum(closings).optional(),
  proxyProtocol: flag.optional(),
  trustedNetworks: trustedNetworks.optional(),
});
export type ListenerChange = z.input<typeof listenerChange>;

/** `closing` says what becomes of live sessions when it is switched off; absent: as the listener says. */
export const listenerSwitch = z.object({ id: rowId, isEnabled: flag, closing: z.enum(closings).optional() });
export type ListenerSwitch = z.input<typeof listenerSwitch>;

/** The one question most people have about a listener with STLS, as a switch. */
export const tlsRequirement = z.object({ id: rowId, isRequired: flag });
export type TlsRequirement = z.output<typeof tlsRequirement>;

/** `at`: an instant, with its offset or in the zone beside it. */
export const listenerPlan = z.object({
  id: rowId,
  plannedChange: z.enum(plannedChanges),
  at: z.string("Say when, as 2026-12-01T08:00.").trim(),
  zone: z.string().optional(),
});
export type ListenerPlan = z.input<typeof listenerPlan>;
export const legacyTlsSwitch = z.object({ id: rowId, allowsLegacyTls: flag });

/** `closing` says what becomes of live sessions; absent: as the listener says. */
export const listenerDeletion = z.object({ id: rowId, closing: z.enum(closings).optional() });
export type ListenerDeletion = z.input<typeof listenerDeletion>;

/** Verbs that change listeners, as the audit names them. */
export const listenerAudits = [
  "listener.create",
  "listener.first",
  "listener.update",
  "listener.switch",
  "listener.plan",
  "listener.delete",
] as const;

/** The wish. */
export interface ListenerWish {
  readonly id: number;
  readonly name: string;
  readonly protocol: Protocol;
  /** "*" or an IP address; null for a unix socket. */
  readonly address: string | null;
  readonly port: number | null;
  readonly socketPath: string | null;
  readonly tls: TlsMode;
  /** TLS 1.0, 1.1 and the ciphers that belong to them as well. */
  readonly allowsLegacyTls: boolean;
  readonly cleartextSignIn: CleartextSignIn;
  /** CIDR, a comma between; kept while cleartextSignIn is another word. */
  readonly cleartextNetworks: string;
  /** What the daemon does by itself, and when; both null where nothing is planned. */
  readonly plannedChange: PlannedChange | null;
  readonly plannedAt: Date | null;
  readonly isEnabled: boolean;
  readonly closing: Closing;
  /** Each connection begins with a PROXY protocol header, which names the client; others are refused. */
  readonly proxyProtocol: boolean;
  /** Who may send such a header: CIDR, a comma between. */
  readonly trustedNetworks: string;
  readonly updatedAt: Date;
}

/** The fact. */
export interface ListenerFact {
  readonly listenerId: number;
  readonly nodeId: string;
  readonly state: ListenerState;
  /** System error code, e.g. "EADDRINUSE", with a sentence. */
  readonly errorCode: string | null;
  readonly errorText: string | null;
  readonly boundPort: number | null;
  readonly observedGeneration: number;
  /** Since when it has been in this state. */
  readonly sinceAt: Date;
}

export interface ListenerView extends ListenerWish {
  /** One per node that has said something about it. */
  readonly facts: readonly ListenerFact[];
}

/** What a mail program must be told, besides address and password. */
export interface ClientSettings {
  readonly hostname: string;
  /** To collect mail, the safest first. */
  readonly ways: readonly { readonly port: number; readonly tls: TlsMode }[];
  /** To send mail: another program's, as an administrator has said it. */
  readonly outgoing: { readonly hostname: string; readonly port: number; readonly tls: "starttls" | "implicit" };
}

/** `tls` "no": only who came without. `direction` of the last sign-in. */
export const listenerUseList = listPage.extend({
  listenerId: rowId.optional().catch(undefined),
  tls: z.enum(["no", "all"]).catch("no"),
  direction: z.enum(["asc", "desc"]).catch("desc"),
});
export type ListenerUseList = z.output<typeof listenerUseList>;

/** Sign-ins of one account from one address in one manner. */
export interface ListenerUse {
  readonly listenerId: number | null;
  readonly accountId: number | null;
  readonly address: string;
  readonly remoteAddress: string;
  /** "TLSv1.3" and so on; null in the clear. */
  readonly tlsVersion: string | null;
  /** What is known of the program (Session.client). */
  readonly client: string | null;
  readonly signInCount: number;
  readonly lastAt: Date;
}

export interface ListenerUseSummary {
  readonly rows: number;
  readonly accounts: number;
  readonly addresses: number;
  /** Accounts among them that came without TLS at least once. */
  readonly clearAccounts: number;
}

/** What closing a listener would do at this moment. */
export interface ClosingEffect {
  readonly protocol: Protocol;
  readonly tls: TlsMode;
  /** Sessions inside, and those of them without TLS. */
  readonly sessionCount: number;
  readonly clearCount: number;
  /** Who signed in through it lately; null where nobody signs in. */
  readonly use: ListenerUseSummary | null;
  /** No other listener of its protocol is on. */
  readonly isLast: boolean;
}
