import type { WireMessage } from "#server/body/wire-message.ts";
import type { Recipient } from "#server/delivery/resolve-recipient.ts";

/** All that LMTP asks of the world. Refusals are thrown as DomainError; anything else that is thrown is a bug. */
export interface LmtpBackend {
  /** Who an address delivers to; `octets` as announced, 0 where nothing was. Refuses with mailbox-unknown, mailbox-disabled, over-quota, over-quota-final. */
  resolve(address: string, octets: number): Recipient | Promise<Recipient>;
  /** A place for one message; nothing of it lasts before `deliver`. */
  receive(): IncomingMessage;
  /** Durable when it resolves. `prefix` are the trace lines, which stand before the message in this maildrop alone. */
  deliver(delivery: Delivery): Promise<unknown>;
}

export interface Delivery {
  readonly recipient: Recipient;
  readonly prefix: Uint8Array;
  readonly message: WireMessage;
}

/** A message as it comes in: octets with the transport's dots removed. */
export interface IncomingMessage {
  /** Waits where the disk is slower than the client. */
  push(octets: Uint8Array): void | Promise<void>;
  /** No more will come. The same message is then delivered to every recipient. */
  finish(): Promise<WireMessage>;
  /** Forgets it, finished or not; never while it is delivered. Idempotent. */
  discard(): unknown;
}
