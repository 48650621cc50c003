import { z } from "zod";
import { listPage, rowId, searchText } from "../input/schema.ts";

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

export const sessionKick = z.object({ sessionId });
export type SessionKick = z.output<typeof sessionKick>;

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

/** `search`: part of an address or of an IP address. */
export const liveSessionFilter = z.object({ search: searchText, ...filter });
export type LiveSessionFilter = z.output<typeof liveSessionFilter>;

export const pastSessionList = listPage.extend(filter);
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
