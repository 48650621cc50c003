import { growRequestNumber } from "../control/grow.ts";
import type { Tx } from "../db.ts";
import { type Payload, type RequestId, type RequestKind, requestKinds } from "./schema.ts";

/** Asks the daemon for something once, in the transaction that gives the reason. Gives what awaitAnswer takes. */
export async function requestDaemon<Kind extends RequestKind>(
  tx: Tx,
  kind: Kind,
  payload: Payload<Kind>,
  requestedAt: Date,
): Promise<RequestId<Kind>> {
  await growRequestNumber(tx);
  const { id } = await tx.request.create({
    data: { kind, payload: JSON.stringify(requestKinds[kind].payload.parse(payload)), requestedAt },
    select: { id: true },
  });
  return id;
}
