/**
 * Octets to send, in order, byte-stuffed and terminated. Most answers are one Uint8Array; long listings are made piece
 * by piece, long bodies read piece by piece at the client's pace.
 *
 * The connection iterates with `for … of` or `for await` (or calls `return()` when it stops early), and is done with
 * one reply before it hands over the next line. When iterating throws, the connection is cut without another octet: the
 * client must not take half a message for a whole one. The incident is reported by then.
 */
export type ReplyParts = Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

export interface Reply {
  readonly parts: ReplyParts;
  /** What happens once the parts are written. */
  readonly afterwards: "continue" | "close" | "start-tls";
  /** To be called when everything was written to the socket, not merely queued: a RETR counts as downloaded then. */
  readonly written?: () => void;
  /** Milliseconds to wait before sending: the growing delay after refused sign-ins. */
  readonly delayMs?: number;
}
