import type { DaemonState } from "../../node/read-daemon-state.ts";
import { readNodes } from "../../node/read-daemon-state.ts";
import { condition, type Found } from "./condition.ts";

const dayMs = 24 * 60 * 60 * 1000;

export const daemonGone = condition({
  title: "Daemon gone",
  description: "A daemon has not been heard from, or was stopped: nobody collects mail there and none comes in.",
  thresholds: {
    forgetDays: { label: "A silent node is not missed any more after", unit: "days", from: 1, to: 365, usual: 14 },
  },
  usual: { isEnabled: true, isUrgent: true, forSeconds: 30, resolveSeconds: 10 },
  everySeconds: 5,
  async look(store, { forgetDays }) {
    const nodes = await readNodes(store);
    const isAnyAlive = nodes.some(({ isAlive }) => isAlive);
    const gone = nodes.filter((node) => isMissed(node, isAnyAlive, forgetDays * dayMs));
    return { found: gone.map((node) => foundOf(node, nodes.length > 1)) };
  },
});

/** A node that was stopped in order, or long ago, is not missed where others serve. */
function isMissed({ isAlive, stoppedAt, silentMs }: DaemonState, isAnyAlive: boolean, forgetMs: number): boolean {
  if (isAlive) return false;
  return !isAnyAlive || (stoppedAt === null && silentMs < forgetMs);
}

function foundOf({ nodeId, hostname, stoppedAt, seenAt }: DaemonState, areSeveral: boolean): Found {
  const where = areSeveral ? ` on ${hostname}` : "";
  const since = `${seenAt.toISOString().slice(0, 19).replace("T", " ")} UTC`;
  const what = stoppedAt === null ? `has not been heard from since ${since}` : `was stopped at ${since}`;
  return {
    subject: `node ${nodeId}`,
    severity: "critical",
    text: `The daemon${where} ${what}: nobody can collect mail there and none comes in. Start it with npm start, or look at its log.`,
    href: "/diagnostics",
  };
}
