import type { Tx } from "../../db.ts";

/** What waits for a channel is given up: nobody is told of the past when it is switched on again. */
export async function dropUndelivered(tx: Tx, channelId: number, why: string): Promise<void> {
  await tx.alertMessage.updateMany({
    where: { channelId, state: { in: ["waiting", "held"] } },
    data: { state: "given-up", answer: why },
  });
}
