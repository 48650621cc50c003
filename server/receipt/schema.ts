import { z } from "zod";
import type { AccountStanding } from "../account/schema.ts";
import { listPage, type Page, rowId } from "../input/schema.ts";
import type { EndReason } from "../session/schema.ts";

/** What the list of messages understands from the address bar: words of address, sender, subject, Message-ID, queue id or unique-id. */
export const receiptList = listPage.extend({ accountId: rowId.optional().catch(undefined) });
export type ReceiptList = z.output<typeof receiptList>;

/** A message as its page is addressed: an account, and the place in the order of its maildrop. */
export const messageKey = z.object({ accountId: rowId, sequence: z.coerce.number().int().min(1) });
export type MessageKey = z.output<typeof messageKey>;

/** Where a message is: in its maildrop, removed and recoverable, or gone for good. */
export type MessagePlace = "maildrop" | "recoverable" | "gone";

export interface ReceiptRow extends MessageKey {
  readonly address: string;
  readonly uniqueId: string;
  readonly octets: number;
  readonly arrivedAt: Date;
  readonly sender: string;
  readonly subject: string;
  /** Reverse-path of the envelope. */
  readonly envelopeSender: string;
  readonly queueId: string;
  readonly place: MessagePlace;
  /** Null where it never was, and where it is gone. */
  readonly downloadedAt: Date | null;
}

export type ReceiptPage = Page<ReceiptRow>;

/** A message that a session downloaded, marked for deletion, or both. */
export interface SessionMail extends MessageKey {
  /** Null where no receipt of it is kept. */
  readonly text: { readonly sender: string; readonly subject: string } | null;
  readonly isDownloaded: boolean;
  readonly isMarked: boolean;
  /** Now. */
  readonly place: MessagePlace;
}

export interface SessionMailPage {
  readonly rows: readonly SessionMail[];
  readonly hasMore: boolean;
}

export type LifeEvent =
  | {
      readonly kind: "delivered";
      readonly at: Date;
      readonly protocol: string;
      readonly client: string;
      readonly clientAddress: string;
      readonly envelopeSender: string;
      readonly recipient: string;
      readonly deliveryId: string;
      readonly queueHost: string;
      readonly queueId: string;
    }
  | {
      /** In a session: downloaded, marked, or both. */
      readonly kind: "session";
      readonly at: Date;
      readonly sessionId: string;
      readonly remoteAddress: string;
      /** Of the app password it came by; null: the account's own. */
      readonly appPassword: string | null;
      readonly client: string | null;
      readonly isDownloaded: boolean;
      readonly isMarked: boolean;
      /** Null while it goes on. */
      readonly endReason: EndReason | null;
    }
  | {
      readonly kind: "removed";
      readonly at: Date;
      readonly cause: string;
      readonly sessionId: string | null;
      readonly runId: number | null;
      readonly rule: string;
      readonly actorName: string;
      /** Until then it could be brought back; null: it went at once. */
      readonly purgeAfterAt: Date | null;
    }
  | {
      readonly kind: "restored";
      readonly at: Date;
      readonly actorName: string;
      /** What it is now, restored for download; null: itself again. */
      readonly newSequence: number | null;
    }
  | { readonly kind: "came-back"; readonly at: Date; readonly actorName: string; readonly oldSequence: number }
  | { readonly kind: "purged"; readonly at: Date; readonly cause: string; readonly actorName: string };

/** All that is known of one message, also when it is gone. */
export interface MessageLife extends MessageKey {
  /** Of its account as it is called now, or was when the message came. */
  readonly address: string;
  /** Of the account. */
  readonly standing: AccountStanding;
  readonly uniqueId: string;
  readonly octets: number;
  readonly arrivedAt: Date;
  readonly sender: string;
  readonly subject: string;
  readonly messageIdHeader: string;
  readonly place: MessagePlace;
  /** While it can be brought back. */
  readonly purgeAfterAt: Date | null;
  readonly downloadedAt: Date | null;
  /** Whether what came with it was written down. */
  readonly hasReceipt: boolean;
  /** In order of time. */
  readonly events: readonly LifeEvent[];
  /** Sessions looked through, where there were more. */
  readonly isCut: boolean;
}
