/** A message in wire form: CRLF line ends, a final line end, not byte-stuffed. Counted once, here. */
export interface WireMessage {
  readonly octets: number;
  /** Octets of the header and the empty line after it; all of them where there is no empty line. */
  readonly headerOctets: number;
  /** Some line begins with a dot. */
  readonly hasDotLines: boolean;
  /** The whole, in order. Every call begins anew, so that one message goes to many recipients. */
  pieces(): Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
  /** Gives back what the message holds on disk; idempotent. */
  discard(): Promise<void>;
}
