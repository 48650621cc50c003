import type { RecoverableKey } from "./schema.ts";

/** Sequences of each account, ascending, none twice. */
export function byAccount(messages: readonly RecoverableKey[]): Map<number, number[]> {
  const sets = new Map<number, Set<number>>();
  for (const { accountId, sequence } of messages) {
    const own = sets.get(accountId);
    if (own) own.add(sequence);
    else sets.set(accountId, new Set([sequence]));
  }
  return new Map([...sets].map(([accountId, set]) => [accountId, [...set].sort((one, other) => one - other)]));
}
