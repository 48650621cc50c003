import { DomainError } from "../errors.ts";

/** `detail` is for the log and the alert; the sentence for whoever asked for the message. */
export function unreadable(detail: string): DomainError {
  return new DomainError("not-found", "the text of this message is missing or damaged on the server", undefined, {
    cause: new Error(detail),
  });
}
