import type { Tx } from "../db.ts";
import type { Change, Severity } from "./schema.ts";

/** What is to be told of an alert. */
export interface Event {
  readonly alertId: number;
  readonly change: Change;
  readonly severity: Severity;
  readonly text: string;
  /** Waits for the end of quiet hours. */
  readonly isHeld: boolean;
}

export interface Listening {
  readonly id: number;
  readonly leastSeverity: string;
}

/** Things told in one message; a flood becomes some messages instead of thousands. */
const mostItems = 100;

/** Whether a channel is told of something so severe. */
export function takes({ leastSeverity }: Pick<Listening, "leastSeverity">, severity: Severity): boolean {
  return leastSeverity !== "critical" || severity === "critical";
}

/** In the transaction that changes the alerts: what each channel is told, in as few messages as may be. */
export async function queueMessages(
  tx: Tx,
  channels: readonly Listening[],
  events: readonly Event[],
  now: Date,
): Promise<void> {
  for (const channel of channels) {
    for (const isHeld of [false, true]) {
      const due = events.filter((event) => event.isHeld === isHeld && takes(channel, event.severity));
      for (let from = 0; from < due.length; from += mostItems) {
        await tx.alertMessage.create({
          data: {
            channelId: channel.id,
            state: isHeld ? "held" : "waiting",
            createdAt: now,
            nextAt: now,
            items: {
              create: due
                .slice(from, from + mostItems)
                .map(({ alertId, change, severity, text }) => ({ alertId, change, severity, text, at: now })),
            },
          },
          select: { id: true },
        });
      }
    }
  }
}
