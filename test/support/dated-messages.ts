import type { Store } from "#server/store.ts";

const dayMs = 86_400_000;

/** Rows of messages of certain ages, in days before the store's now, without bodies; the account's counters move along. */
export async function givenDatedMessages(
  { db, clock }: Store,
  accountId: number,
  messages: readonly { arrived: number; downloaded: number | null; octets: number }[],
): Promise<void> {
  const now = clock.now().getTime();
  const { nextSequence } = await db.account.findUniqueOrThrow({ where: { id: accountId } });
  const ago = (days: number) => new Date(now - days * dayMs);
  await db.message.createMany({
    data: messages.map(({ arrived, downloaded, octets }, index) => ({
      accountId,
      sequence: nextSequence + index,
      uniqueEpoch: "abcdef",
      uniqueNumber: BigInt(accountId * 1_000_000 + nextSequence + index),
      octets,
      headerOctets: 0,
      hasDotLines: false,
      bodyPlace: `nowhere/${accountId}/${nextSequence + index}`,
      arrivedAt: ago(arrived),
      downloadedAt: downloaded === null ? null : ago(downloaded),
    })),
  });
  await db.account.update({
    where: { id: accountId },
    data: {
      messageCount: { increment: messages.length },
      octets: { increment: messages.reduce((sum, { octets }) => sum + octets, 0) },
      nextSequence: { increment: messages.length },
      changeSeq: { increment: messages.length },
    },
    select: { id: true },
  });
}
