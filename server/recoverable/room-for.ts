import { DomainError } from "../errors.ts";
import type { KeptAccount } from "./keep-account.ts";

/** Refuses with `over-quota` what would not fit: mail that came in must not be refused for what was brought back. */
export function roomFor(account: KeptAccount, messages: number, octets: number): void {
  const { address, quotaMessages, quotaOctets } = account;
  const tooMany = quotaMessages !== null && account.messageCount + messages > quotaMessages;
  const tooLarge = quotaOctets !== null && account.octets + octets > quotaOctets;
  if (!tooMany && !tooLarge) return;
  const missing = tooLarge
    ? `${account.octets + octets - (quotaOctets ?? 0)} octets`
    : `${account.messageCount + messages - (quotaMessages ?? 0)} messages`;
  throw new DomainError(
    "over-quota",
    `The maildrop of ${address} has no room for these ${messages} messages: its quota is too small by ${missing}. Raise the quota, or restore fewer.`,
  );
}
