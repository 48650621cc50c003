/** Names one committed state of a maildrop. */
export interface MaildropVersion {
  /** Grows with every change: with a delivery by as much as nextSequence, with any other change alone. */
  readonly changeSeq: number;
  readonly nextSequence: number;
}

/** Whether nothing but deliveries happened between the two: then the later one is the earlier and what has come since. */
export function onlyDeliveriesBetween(one: MaildropVersion, other: MaildropVersion): boolean {
  return one.changeSeq - one.nextSequence === other.changeSeq - other.nextSequence;
}
