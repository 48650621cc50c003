import { inspectDaemon } from "#server/node/inspect-daemon.ts";
import { answerRequest, readOpenRequests } from "#server/request/answer-request.ts";
import type { Answer, OpenRequest, Payload } from "#server/request/schema.ts";
import type { Store } from "#server/store.ts";
import { bind } from "./bind.ts";
import type { PrimaryListeners } from "./listeners.ts";
import type { ServedProbe } from "./served-probe.ts";
import type { Workers } from "./workers.ts";

/** Carries out the one-time wishes that stand open, side by side, and answers each with what happened. */
export async function answerRequests(
  store: Store,
  workers: Workers,
  listeners: PrimaryListeners,
  probe: ServedProbe,
  nodeId: string,
): Promise<void> {
  const requests = await readOpenRequests(store);
  await Promise.all(requests.map((request) => answer(store, request, workers, listeners, probe, nodeId)));
}

async function answer(
  store: Store,
  request: OpenRequest,
  workers: Workers,
  listeners: PrimaryListeners,
  probe: ServedProbe,
  nodeId: string,
): Promise<void> {
  switch (request.kind) {
    case "kick-session":
    case "kick-account":
    case "kick-network": {
      const { by, ...whom } = request.payload;
      return answerRequest(store, request, { kickedCount: await workers.kick(request.id, whom, by) });
    }
    case "inspect-daemon":
      return answerRequest(store, request, await inspectDaemon(store, nodeId));
    case "probe-served":
      return answerRequest(store, request, await probe.look());
    case "probe-port":
      return answerRequest(store, request, await probePort(request.payload, listeners));
  }
}

/** By trying: what binds for a moment here would bind for a listener. */
async function probePort(
  { address, port }: Payload<"probe-port">,
  listeners: PrimaryListeners,
): Promise<Answer<"probe-port">> {
  const socket = await bind({ kind: "tcp", address, port });
  if (!("errorCode" in socket)) {
    socket.close();
    return { isFree: true, isOurs: false, errorCode: null, text: `Port ${port} is free.` };
  }
  const isOurs = socket.errorCode === "EADDRINUSE" && listeners.has(port);
  const text = isOurs ? `Port ${port} is already open for one of your listeners.` : socket.errorText;
  return { isFree: false, isOurs, errorCode: socket.errorCode, text };
}
