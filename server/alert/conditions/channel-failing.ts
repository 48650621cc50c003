import { condition } from "./condition.ts";

export const channelFailing = condition({
  title: "A channel fails",
  description: "What people should have been told could not be delivered. The other channels tell it.",
  thresholds: {
    minutes: { label: "Undelivered for", unit: "minutes", from: 1, to: 1_440, usual: 10 },
  },
  usual: { isEnabled: true, isUrgent: false, forSeconds: 0, resolveSeconds: 0 },
  everySeconds: 60,
  async look({ db, clock }, { minutes }) {
    const before = new Date(clock.now().getTime() - minutes * 60_000);
    const channels = await db.alertChannel.findMany({
      where: { isEnabled: true, messages: { some: { state: "waiting", createdAt: { lt: before } } } },
      orderBy: { id: "asc" },
      select: {
        id: true,
        name: true,
        messages: {
          where: { state: "waiting", attemptCount: { gt: 0 } },
          orderBy: { id: "asc" },
          take: 1,
          select: { answer: true },
        },
      },
    });
    return {
      found: channels.map(({ id, name, messages }) => ({
        subject: `channel ${id}`,
        severity: "warning",
        text: `${name} has taken nothing for ${minutes} minutes: ${messages[0]?.answer || "nothing was tried yet"}`,
        href: "/alerts",
      })),
    };
  },
});
