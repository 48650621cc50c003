import { z } from "zod";
import { listPage, rowId, searchText } from "../input/schema.ts";
import { oneNetwork } from "../network/schema.ts";
import { lengths } from "../protection/schema.ts";

export { liveMatcher } from "./live-filter.ts";
export { lengths } from "../protection/schema.ts";

export const sessionStates = ["AUTHORIZATION", "TRANSACTION", "UPDATE"] as const;
export type SessionStateName = (typeof sessionStates)[number];

export const endReasons = [
  "quit",
  "dropped",
  "autologout",
  "kicked",
  "stopped",
  "lost",
  "refused",
  "protocol-errors",
  "error",
] as const;
export type EndReason = (typeof endReasons)[number];

export const sessionId = z.string().regex(/^[0-9a-z]{1,64}$/);

export const kickScopes = ["session", "account", "address"] as const;

/** `scope`: this session, all of its account, all from its address. `block`: how long that address is kept out; empty: not at all. */
export const sessionKick = z.object({
  sessionId,
  scope: z.enum(kickScopes).default("session"),
  block: z.enum(["", ...lengths.map(({ value }) => value)]).default(""),
  /** Only asked for where the block would keep out this machine or whoever asks. */
  confirmation: z.string().trim().optional(),
});
export type SessionKick = z.output<typeof sessionKick>;

export const networkKick = z.object({ network: oneNetwork });
export type NetworkKick = z.output<typeof networkKick>;

export const accountKick = z.object({ accountId: rowId });
export type AccountKick = z.output<typeof accountKick>;

/** What live and past sessions are looked for by. */
const filter = {
  accountId: rowId.optional().catch(undefined),
  /** Of a past session: whether it had signed in (TRANSACTION) or never did (AUTHORIZATION). */
  state: z.enum(sessionStates).optional().catch(undefined),
  /** With TLS, or in the clear. */
  tls: z.enum(["yes", "no"]).optional().catch(undefined),
  listener: rowId.optional().catch(undefined),
};

/** Host name of a node, where there are several. */
const node = z.string().min(1).max(253).optional().catch(undefined);

/** `search`: part of an address or of an IP address. */
export const liveSessionFilter = z.object({ search: searchText, ...filter, node });
export type LiveSessionFilter = z.output<typeof liveSessionFilter>;

/** How far back past sessions are looked for, by when they began. */
export const pastSessionSpans = [
  { value: "1h", label: "Last hour", hours: 1 },
  { value: "24h", label: "24 hours", hours: 24 },
  { value: "7d", label: "7 days", hours: 7 * 24 },
  { value: "30d", label: "30 days", hours: 30 * 24 },
] as const;

export const pastSessionList = listPage.extend({
  ...filter,
  end: z.enum(endReasons).optional().catch(undefined),
  span: z
    .enum(pastSessionSpans.map(({ value }) => value))
    .optional()
    .catch(undefined),
});
export type PastSessionList = z.output<typeof pastSessionList>;

export interface SessionRow {
  readonly id: string;
  readonly listenerId: number | null;
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly localPort: number;
  /** "TLSv1.3" and so on; null in the clear. */
  readonly tlsVersion: string | null;
  /** Null once ended. */
  readonly state: SessionStateName | null;
  readonly accountId: number | null;
  readonly address: string | null;
  readonly mechanism: string | null;
  readonly lastRefusal: string | null;
  readonly lastCommand: string | null;
  readonly lastCommandAt: Date | null;
  readonly commandCount: number;
  readonly octetsSent: number;
  readonly retrievedCount: number;
  readonly markedCount: number;
  readonly removedCount: number;
  readonly startedAt: Date;
  readonly signedInAt: Date | null;
  readonly endedAt: Date | null;
  readonly endReason: EndReason | null;
}

/** Mail programs that are connected, beside limits that are asked about (null: not asked). */
export interface ConnectionsEffect {
  readonly sessionCount: number;
  /** The address with the most, this machine left out; null where nobody is connected. */
  readonly mostFrom: { readonly address: string; readonly sessionCount: number } | null;
  readonly maxConnections: number | null;
  readonly maxConnectionsPerAddress: number | null;
}

/** A live session as the page of live sessions has it. Instants in milliseconds since 1970, for it travels as JSON. */
export interface LiveRow {
  readonly id: string;
  readonly listenerId: number | null;
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly tlsVersion: string | null;
  readonly state: SessionStateName | null;
  readonly accountId: number | null;
  readonly address: string | null;
  readonly lastCommand: string | null;
  readonly lastCommandAt: number | null;
  readonly commandCount: number;
  readonly octetsSent: number;
  readonly retrievedCount: number;
  readonly markedCount: number;
  readonly startedAt: number;
  /** Host name of the machine that serves it. */
  readonly node: string;
}

/** What has changed among the live sessions since look `since`. */
export interface LiveNews {
  /** To ask with the next time. */
  readonly look: number;
  /** All there are, instead of what is new. */
  readonly isWhole: boolean;
  readonly rows: readonly LiveRow[];
  /** Ids of those that have ended. */
  readonly gone: readonly string[];
}
