/** Everything the product refuses on purpose. The two doors (pop3d/backend, server/web) and the command line translate each code. */
export type ErrorCode =
  | "invalid" // input that does not make sense; `field` names the form field
  | "not-found"
  | "already-exists"
  | "in-use" // something else still needs it
  | "not-allowed" // the asker may not do this
  | "not-signed-in"
  | "mailbox-unknown" // delivery: 5.1.1
  | "mailbox-disabled" // delivery: 5.2.1
  | "over-quota" // delivery: 4.2.2
  | "over-quota-final" // delivery: 5.2.2, where the administrator wants it so
  | "storage" // disk or database trouble: nothing was lost, try again
  | "lock-lost" // the maildrop's lock is no longer this session's
  | "daemon-away" // a wish that only the daemon can carry out
  | "configuration"; // environment or settings that cannot work

/** A refusal with a sentence for the person who sees it: what happened, why, what to do. */
export class DomainError extends Error {
  override readonly name = "DomainError";

  constructor(
    readonly code: ErrorCode,
    message: string,
    /** Form field the refusal belongs to. */
    readonly field?: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
