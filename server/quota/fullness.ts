/** What somebody holds and may hold; limits of null are none. */
export interface Holding {
  readonly octets: number;
  readonly messageCount: number;
  readonly quotaOctets: number | null;
  readonly quotaMessages: number | null;
}

export interface Fullness {
  /** Thousandths of the quota that is fuller, rounded down; -1 where there is none. */
  readonly use: number;
  readonly measure: "octets" | "messages";
  readonly used: number;
  readonly quota: number;
}

/** How full, as the database says it (use-sql.ts). */
export function fullnessOf({ octets, messageCount, quotaOctets, quotaMessages }: Holding): Fullness {
  const byOctets = share(octets, quotaOctets);
  const byMessages = share(messageCount, quotaMessages);
  return byMessages > byOctets
    ? { use: byMessages, measure: "messages", used: messageCount, quota: quotaMessages ?? 0 }
    : { use: byOctets, measure: "octets", used: octets, quota: quotaOctets ?? 0 };
}

function share(used: number, quota: number | null): number {
  if (quota === null) return -1;
  return quota === 0 ? 1000 : Math.floor((used * 1000) / quota);
}
