import { readDaemonState } from "../node/read-daemon-state.ts";
import { spokenNetwork } from "../network/network.ts";
import { readSettings } from "../setting/read.ts";
import type { Store } from "../store.ts";
import { obstacle, spokenWait } from "./obstacle.ts";
import type { Known } from "./read-facts.ts";
import type { Obstacle, Way } from "./schema.ts";

/** What a connection comes upon before anybody has said a name, in the daemon's order. */
export async function connectionObstacles(store: Store, known: Known, ways: readonly Way[]): Promise<Obstacle[]> {
  const daemon = await readDaemonState(store);
  if (daemon === null || !daemon.isAlive) {
    const sentence =
      daemon === null
        ? "No daemon has ever run on this database."
        : daemon.stoppedAt !== null
          ? "It was stopped in order."
          : `It has not been heard from for ${spokenWait(daemon.silentMs)}.`;
    const since = daemon?.stoppedAt ?? daemon?.seenAt ?? null;
    return [
      obstacle("daemon-away", known, {
        sentence,
        since,
        decidedBy: { text: "The daemon's heartbeat", href: "/overview" },
      }),
    ];
  }
  if (!ways.some(({ lets }) => lets !== "nobody")) {
    const sentence =
      ways.length === 0
        ? "There is no listener for POP3."
        : `No listener takes a sign-in: ${ways.map(({ name, sentence }) => `${name}: ${sentence}`).join(" ")}`;
    const allShut = ways.every(({ sentence }) => !sentence.startsWith("Has no TLS"));
    const decidedBy = { text: "The listeners", href: "/listeners" };
    return [obstacle(allShut ? "no-listener" : "tls-required", known, { sentence, decidedBy })];
  }
  return [...keptOut(known), ...(await limits(store, known)), ...clearWays(known, ways)];
}

function keptOut(known: Known): Obstacle[] {
  const { protection, rules, blocks, remoteAddress } = known;
  if (protection === null || !protection.isKeptOut) return [];
  const [rule] = rules;
  if (rule?.kind === "deny") {
    const network = spokenNetwork(rule.network);
    return [
      obstacle("kept-out", known, {
        sentence: `${remoteAddress} lies in ${network}, which an administrator's rule keeps out.`,
        until: rule.until,
        decidedBy: { text: `Rule ${rule.id}: keep ${network} out`, href: "/protection" },
      }),
    ];
  }
  return blocks.slice(0, 1).map((block) =>
    obstacle("blocked", known, {
      sentence: `${spokenNetwork(block.network)} is kept out after ${block.guesses} refused sign-ins.`,
      until: block.until,
      decidedBy: { text: `Block ${block.id} of ${spokenNetwork(block.network)}`, href: "/protection" },
    }),
  );
}

async function limits(store: Store, known: Known): Promise<Obstacle[]> {
  const { remoteAddress } = known;
  const { maxConnections, maxConnectionsPerAddress } = await readSettings(store);
  const running = await store.db.incarnation.findMany({ where: { endedAt: null }, select: { id: true } });
  const live = { endedAt: null, incarnationId: { in: running.map(({ id }) => id) } };
  const [all, ofAddress] = await Promise.all([
    store.db.session.count({ where: live }),
    remoteAddress === null ? 0 : store.db.session.count({ where: { ...live, remoteAddress } }),
  ]);
  const decidedBy = { text: "The limits", href: "/limits" };
  if (all >= maxConnections) {
    const sentence = `${all} mail programs are connected; the limit is ${maxConnections}.`;
    return [obstacle("connections", known, { sentence, decidedBy })];
  }
  const isSpared = remoteAddress === null || remoteAddress === "::1" || remoteAddress.startsWith("127.");
  if (isSpared || ofAddress < maxConnectionsPerAddress) return [];
  const sentence = `${ofAddress} connections come from ${remoteAddress}; the limit is ${maxConnectionsPerAddress}.`;
  return [obstacle("connections-per-address", known, { sentence, decidedBy })];
}

/** Not in the way of who uses TLS, but the first thing to ask on the telephone. */
function clearWays(known: Known, ways: readonly Way[]): Obstacle[] {
  const open = ways.filter(({ lets }) => lets !== "nobody" || ways.length === 1);
  const refusing = ways.filter(({ lets, sentence }) => lets === "only-with-tls" || sentence.startsWith("Has no TLS"));
  if (refusing.length === 0 || open.length === 0) return [];
  const names = refusing.map(({ name, port }) => (port === null ? name : `${name} (port ${port})`)).join(", ");
  const from = known.remoteAddress === null ? "" : ` from ${known.remoteAddress}`;
  return [
    obstacle("tls-required", known, {
      stops: "some",
      sentence: `A mail program that uses no TLS${from} is refused at ${names}.`,
      decidedBy: {
        text: refusing.length === 1 ? `The listener ${refusing[0]?.name}` : "The listeners",
        href: "/listeners",
      },
    }),
  ];
}
