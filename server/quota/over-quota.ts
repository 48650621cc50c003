import { DomainError } from "../errors.ts";
import type { Settings } from "../setting/schema.ts";

/** A maildrop, or its domain, has no room for a message. */
export class OverQuota extends DomainError {
  /** `accountId`: whose mail it was. */
  constructor(
    message: string,
    readonly accountId: number | null,
  ) {
    super("over-quota", message);
  }
}

/** What a sender's server is told of a full maildrop: to try again later, or, where the setting says so, that it is final. */
export function asQuotaPolicySays(error: unknown, { overQuota }: Pick<Settings, "overQuota">): unknown {
  if (!(error instanceof OverQuota) || overQuota === "later") return error;
  return new DomainError("over-quota-final", error.message, undefined, { cause: error });
}
