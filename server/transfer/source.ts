/** A message in some other mail store. */
export interface FoundMessage {
  /** Says to a person where it lies. */
  readonly name: string;
  /** Unique-id to keep, which also recognises the message in a later run; null: one is made from the content. */
  readonly uniqueId: string | null;
  /** Null where the store does not say. */
  readonly arrivedAt: Date | null;
  /** What it takes in the store, for progress. */
  readonly octets: number;
  /** Once, and to the end before the next message is asked for. */
  pieces(): AsyncIterable<Uint8Array>;
}

/** Mail to be imported, oldest first. */
export interface Source {
  /** All of it, for progress. */
  readonly octets: number;
  /** What was found and will not be imported, in sentences. */
  readonly notices: readonly string[];
  messages(): AsyncIterable<FoundMessage>;
}
