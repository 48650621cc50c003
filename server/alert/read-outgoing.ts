import type { Store } from "../store.ts";
import type { OutgoingMessage } from "./channel/message.ts";
import { conditions } from "./conditions/index.ts";
import type { Change, ConditionName } from "./schema.ts";

/** A queued message with all it says; null where it is gone, with its channel. */
export async function readOutgoing(
  { db, environment, sealer }: Pick<Store, "db" | "environment" | "sealer">,
  id: number,
  serverName: string,
  consoleUrl: string | null,
): Promise<OutgoingMessage | null> {
  const row = await db.alertMessage.findUnique({
    where: { id },
    select: {
      createdAt: true,
      isGathered: true,
      items: {
        orderBy: [{ at: "asc" }, { alertId: "asc" }, { change: "asc" }],
        include: { alert: { select: { condition: true, subject: true, firedAt: true, resolvedAt: true } } },
      },
    },
  });
  if (row === null) return null;
  return {
    // The same in every attempt, another in every installation.
    id: `alert-message-${id}-${sealer.derive(`alert messages of ${environment.databaseUrl}`).slice(0, 12)}`,
    serverName,
    consoleUrl,
    isTest: false,
    isGathered: row.isGathered,
    createdAt: row.createdAt,
    items: row.items.map(({ alertId, alert, change, severity, text, at }) => {
      const condition = alert.condition as ConditionName;
      const { subject, firedAt, resolvedAt } = alert;
      // A row of another version may be of a condition that is no more.
      const title = conditions[condition]?.title ?? alert.condition;
      return {
        alertId,
        condition,
        title,
        subject,
        change: change as Change,
        severity: severity === "critical" ? "critical" : "warning",
        text,
        at,
        firedAt,
        resolvedAt,
      };
    }),
  };
}
