import type { Settings } from "../setting/schema.ts";
import type { Store } from "../store.ts";
import type { RecentSession } from "./recent-sessions.ts";
import type { DownloadsEffect } from "./schema.ts";
import { beside } from "./session-effects.ts";

const hourMs = 60 * 60 * 1000;

/** What the limits of downloads would have meant for the last sessions; an hour is one of the clock, and a session belongs to where it began. */
export async function readDownloadsEffect(store: Store, asked: Partial<Settings>): Promise<DownloadsEffect> {
  const [both, sessions, inForce] = await beside(store, asked);
  const hours = downloadsByHour(sessions);
  const waits = waitsBetween(sessions);
  const early = ({ loginDelaySeconds }: Settings) =>
    loginDelaySeconds === null ? [] : waits.filter(({ ms }) => ms < loginDelaySeconds * 1_000);
  return {
    sessionCount: sessions.length,
    accounts: both(({ maxMessagesPerHour, maxOctetsPerHour }) => {
      const over = hours.filter(
        ({ messages, octets }) =>
          (maxMessagesPerHour !== null && messages > maxMessagesPerHour) ||
          (maxOctetsPerHour !== null && octets > maxOctetsPerHour),
      );
      return new Set(over.map(({ accountId }) => accountId)).size;
    }),
    early: both((settings) => early(settings).length),
    earlyAccounts: new Set(early({ ...inForce, ...asked }).map(({ accountId }) => accountId)).size,
  };
}

function downloadsByHour(sessions: readonly RecentSession[]) {
  const hours = new Map<string, { readonly accountId: number; messages: number; octets: number }>();
  for (const { accountId, startedAt, retrievedCount, octetsSent } of sessions) {
    if (accountId === null) continue;
    const key = `${accountId} ${Math.floor(startedAt.getTime() / hourMs)}`;
    const hour = hours.get(key) ?? { accountId, messages: 0, octets: 0 };
    hour.messages += retrievedCount;
    hour.octets += Number(octetsSent);
    hours.set(key, hour);
  }
  return [...hours.values()];
}

/** From each sign-in to the one before it at the same account. */
function waitsBetween(sessions: readonly RecentSession[]): { readonly accountId: number; readonly ms: number }[] {
  const later = new Map<number, number>();
  const signIns = sessions
    .flatMap(({ accountId, signedInAt }) =>
      accountId === null || signedInAt === null ? [] : [{ accountId, at: signedInAt.getTime() }],
    )
    .sort((one, other) => other.at - one.at);
  return signIns.flatMap(({ accountId, at }) => {
    const next = later.get(accountId);
    later.set(accountId, at);
    return next === undefined ? [] : [{ accountId, ms: next - at }];
  });
}
