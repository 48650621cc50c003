import { statfs } from "node:fs/promises";
import { readAccountTotals } from "../account/totals.ts";
import { readCertificates } from "../certificate/read.ts";
import { readListeners } from "../listener/read.ts";
import { countLocks } from "../lock/read.ts";
import { readNodes } from "../node/read-daemon-state.ts";
import { countLiveSessions } from "../session/read.ts";
import type { Store } from "../store.ts";
import type { Family, Sample } from "./exposition.ts";
import { type GaugeName, gauges } from "./gauges.ts";

/** All gauges as they stand now. Of a daemon that is away nothing is said but that it is. */
export async function readGauges(store: Store): Promise<Family[]> {
  const [nodes, listeners, totals, certificates, locks, sessionCount, disk] = await Promise.all([
    readNodes(store),
    readListeners(store),
    readAccountTotals(store),
    readCertificates(store),
    countLocks(store),
    countLiveSessions(store),
    statfs(store.environment.dataDirectory),
  ]);
  const alive = nodes.filter(({ isAlive }) => isAlive);
  const versions = [...new Set(alive.map(({ version }) => version))];
  const one = (value: number): Sample[] => [{ value }];
  const samples: Record<GaugeName, readonly Sample[]> = {
    up: nodes.map(({ hostname, isAlive }) => labelled("up", hostname, isAlive ? 1 : 0)),
    info: versions.map((version) => labelled("info", version, 1)),
    start_time_seconds: alive.map(({ hostname, startedAt }) =>
      labelled("start_time_seconds", hostname, startedAt.getTime() / 1000),
    ),
    sessions: alive.length === 0 ? [] : one(sessionCount),
    locks: [labelled("locks", "held", locks.total - locks.stale), labelled("locks", "stale", locks.stale)],
    accounts: one(totals.accountCount),
    messages: one(totals.messageCount),
    stored_bytes: one(totals.octets),
    recoverable_bytes: one(totals.recoverableOctets),
    filesystem_free_bytes: one(disk.bavail * disk.bsize),
    listener_wanted: listeners.map(({ name, isEnabled }) => labelled("listener_wanted", name, isEnabled ? 1 : 0)),
    listener_open: listeners.map(({ name, facts }) => {
      const heard = facts.filter(({ nodeId }) => alive.some((node) => node.nodeId === nodeId));
      return labelled("listener_open", name, heard.length > 0 && heard.every(({ state }) => state === "bound") ? 1 : 0);
    }),
    certificate_expiry_timestamp_seconds: certificates.map(({ id, notAfterAt }) =>
      labelled("certificate_expiry_timestamp_seconds", String(id), notAfterAt.getTime() / 1000),
    ),
  };
  return (Object.keys(gauges) as GaugeName[]).map((name) => ({
    name: `popdesk_${name}`,
    help: gauges[name].help,
    type: "gauge",
    samples: unique(samples[name]),
  }));
}

function labelled(name: GaugeName, value: string, count: number): Sample {
  const { label } = gauges[name];
  return { labels: label === null ? {} : { [label]: value }, value: count };
}

/** Two of one name (machines, listeners) would be two values of one series: the first is said. */
function unique(samples: readonly Sample[]): Sample[] {
  const seen = new Set<string>();
  return samples.filter(({ labels }) => {
    const key = JSON.stringify(labels);
    return seen.has(key) ? false : seen.add(key);
  });
}
