import type { Store } from "../../store.ts";
import { type ChannelView, channelSettings } from "./schema.ts";

const dayMs = 24 * 60 * 60 * 1000;

/** By name; without their secrets. What was given up counts for a week. */
export async function readChannels({ db, clock }: Pick<Store, "db" | "clock">): Promise<ChannelView[]> {
  const rows = await db.alertChannel.findMany({ orderBy: { name: "asc" } });
  const since = new Date(clock.now().getTime() - 7 * dayMs);
  return Promise.all(
    rows.map(async ({ id, name, settings, sealedSecret, isEnabled, leastSeverity }) => {
      const [sent, oldest, waitingCount, heldCount, givenUpCount] = await Promise.all([
        db.alertMessage.findFirst({
          where: { channelId: id, state: "sent" },
          orderBy: { id: "desc" },
          select: { sentAt: true, answer: true },
        }),
        db.alertMessage.findFirst({
          where: { channelId: id, state: "waiting", attemptCount: { gt: 0 } },
          orderBy: { id: "asc" },
          select: { answer: true },
        }),
        db.alertMessage.count({ where: { channelId: id, state: "waiting" } }),
        db.alertMessage.count({ where: { channelId: id, state: "held" } }),
        db.alertMessage.count({ where: { channelId: id, state: "given-up", createdAt: { gte: since } } }),
      ]);
      return {
        id,
        name,
        settings: channelSettings.parse(JSON.parse(settings)),
        hasSecret: sealedSecret !== null,
        isEnabled,
        leastSeverity: leastSeverity === "critical" ? ("critical" as const) : ("warning" as const),
        lastSentAt: sent?.sentAt ?? null,
        lastAnswer: sent?.answer ?? "",
        waitingCount,
        trouble: oldest?.answer || null,
        heldCount,
        givenUpCount,
      };
    }),
  );
}
