import { z } from "zod";
import { listPage, rowId } from "../input/schema.ts";
import { sessionId } from "../session/schema.ts";

/** Why nobody will give a lock back any more. */
export const staleReasons = ["worker-gone", "node-gone", "lease-past", "session-ended"] as const;
export type StaleReason = (typeof staleReasons)[number];

/** Has to be typed before the lock of a session that lives is cleared. */
export const clearingWord = "clear";

export const lockClearing = z.object({ accountId: rowId, sessionId, typedWord: z.string().trim().optional() });
export type LockClearing = z.output<typeof lockClearing>;

export const staleClearing = z.object({});

/** `search`: part of an address or of an IP address. Stale ones come first, then the oldest. */
export const lockList = listPage.extend({ filter: z.enum(["all", "stale"]).catch("all") });
export type LockList = z.output<typeof lockList>;

export interface LockRow {
  readonly accountId: number;
  readonly address: string;
  readonly sessionId: string;
  readonly acquiredAt: Date;
  /** Null where it is held, and will be given back. */
  readonly staleReason: StaleReason | null;
  /** Of the node or worker that is not heard from, where that is the reason and known. */
  readonly silentMs: number | null;
  /** Machine and process that hold it; null where nothing is known of them any more. */
  readonly hostname: string | null;
  readonly pid: number | null;
  /** Null until the session's row is written, or when it has been forgotten. */
  readonly session: LockSession | null;
}

export interface LockSession {
  readonly remoteAddress: string;
  readonly client: string | null;
  readonly lastCommand: string | null;
  readonly lastCommandAt: Date | null;
  readonly retrievedCount: number;
  readonly markedCount: number;
}

export interface LockCounts {
  readonly total: number;
  readonly stale: number;
}
