import type { Store } from "../../store.ts";

const sessionColumns = {
  id: true,
  remoteAddress: true,
  client: true,
  appPasswordId: true,
  startedAt: true,
  signedInAt: true,
  endedAt: true,
  endReason: true,
  octetsSent: true,
  retrieved: true,
  marked: true,
  retrievedCount: true,
  markedCount: true,
  removedCount: true,
} as const;

/** An account's sessions that signed in lately, the oldest first; at most the newest so many. */
export async function readLately({ db }: Store, accountId: number, since: Date) {
  const rows = await db.session.findMany({
    where: { accountId, startedAt: { gte: since }, signedInAt: { not: null } },
    orderBy: [{ startedAt: "desc" }, { id: "desc" }],
    take: mostSessions,
    select: sessionColumns,
  });
  return rows.reverse();
}

const mostSessions = 400;

export type LateSession = Awaited<ReturnType<typeof readLately>>[number];

/** What tells one mail program from another, as far as that can be told: how it begins, and the password it has. Not its address: phones move. */
export const programOf = ({ client, appPasswordId }: LateSession): string => `${client} ${appPasswordId}`;
