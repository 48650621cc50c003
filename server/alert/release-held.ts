import type { Store } from "../store.ts";

/** Quiet hours are over, or were taken back: what was held is told now, in one message a channel. Gives how many messages that made. */
export async function releaseHeld({ db, clock }: Pick<Store, "db" | "clock">): Promise<number> {
  const channels = await db.alertMessage.findMany({
    where: { state: "held" },
    distinct: ["channelId"],
    select: { channelId: true },
  });
  const now = clock.now();
  for (const { channelId } of channels) {
    await db.$transaction(async (tx) => {
      const held = await tx.alertMessage.findMany({
        where: { channelId, state: "held" },
        orderBy: { id: "asc" },
        select: { id: true },
      });
      const [first, ...others] = held.map(({ id }) => id);
      if (first === undefined) return;
      const data = { state: "waiting", isGathered: true, nextAt: now, createdAt: now };
      // Whoever comes second finds nothing held, and changes nothing.
      const { count } = await tx.alertMessage.updateMany({ where: { id: first, state: "held" }, data });
      if (count === 0 || others.length === 0) return;
      await tx.alertMessageItem.updateMany({ where: { messageId: { in: others } }, data: { messageId: first } });
      await tx.alertMessage.deleteMany({ where: { id: { in: others } } });
    });
  }
  return channels.length;
}
