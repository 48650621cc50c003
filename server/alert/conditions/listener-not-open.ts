import { readListeners } from "../../listener/read.ts";
import type { ListenerFact, ListenerView } from "../../listener/schema.ts";
import { readNodes } from "../../node/read-daemon-state.ts";
import { condition } from "./condition.ts";

export const listenerNotOpen = condition({
  title: "Listener not as wished",
  description: "A listener is switched on and not open, or switched off and still open.",
  thresholds: {},
  usual: { isEnabled: true, isUrgent: true, forSeconds: 30, resolveSeconds: 30 },
  everySeconds: 5,
  async look(store) {
    const [nodes, listeners] = await Promise.all([readNodes(store), readListeners(store)]);
    const alive = nodes.filter(({ isAlive }) => isAlive);
    // What a daemon that is gone said last tells nothing.
    if (alive.length === 0) return "unknown";
    const found = alive.flatMap(({ nodeId, hostname }) =>
      listeners.flatMap((listener) => {
        const problem = problemOf(
          listener,
          listener.facts.find((fact) => fact.nodeId === nodeId),
        );
        if (problem === null) return [];
        const where = alive.length > 1 ? ` on ${hostname}` : "";
        return {
          subject: `listener ${listener.id} node ${nodeId}`,
          severity: listener.isEnabled ? ("critical" as const) : ("warning" as const),
          text: `${listener.name} is ${problem.replace("{where}", where)}`,
          href: "/listeners",
        };
      }),
    );
    return { found };
  },
});

function problemOf({ isEnabled }: ListenerView, fact: ListenerFact | undefined): string | null {
  if (isEnabled && fact?.state !== "bound") {
    const why = fact?.errorText ?? fact?.errorCode ?? "the daemon has given no reason";
    return `switched on and not open{where}: ${why.replace(/\.$/, "")}.`;
  }
  if (!isEnabled && (fact?.state === "bound" || fact?.state === "failed")) {
    return "switched off and still open{where}. Look at the daemon's log.";
  }
  return null;
}
