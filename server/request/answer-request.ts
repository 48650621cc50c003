import type { Store } from "../store.ts";
import { type Answer, type OpenRequest, type RequestKind, requestKinds } from "./schema.ts";

const keptMs = 24 * 60 * 60 * 1000;

/** What the daemon has been asked and has not answered, oldest first. */
export async function readOpenRequests(store: Store): Promise<OpenRequest[]> {
  const rows = await store.db.request.findMany({
    where: { answeredAt: null },
    orderBy: { id: "asc" },
    select: { id: true, kind: true, payload: true, requestedAt: true },
  });
  return rows.map(({ id, kind, payload, requestedAt }) => {
    const known = kind as RequestKind;
    return {
      id,
      kind: known,
      payload: requestKinds[known].payload.parse(JSON.parse(payload)),
      requestedAt,
    } as OpenRequest;
  });
}

/** The daemon's answer; the first one stands. Answers of yesterday are forgotten on the way. */
export async function answerRequest<Kind extends RequestKind>(
  store: Store,
  request: { readonly id: number; readonly kind: Kind },
  answer: Answer<Kind>,
): Promise<void> {
  const now = store.clock.now();
  const text = JSON.stringify(requestKinds[request.kind].answer.parse(answer));
  await store.relaxed.$transaction([
    store.relaxed.request.updateMany({
      where: { id: request.id, answeredAt: null },
      data: { answer: text, answeredAt: now },
    }),
    store.relaxed.request.deleteMany({ where: { answeredAt: { lt: new Date(now.getTime() - keptMs) } } }),
  ]);
}
