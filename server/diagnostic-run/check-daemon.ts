import { engineOf } from "../database/url.ts";
import { DomainError } from "../errors.ts";
import { readDaemonState } from "../node/read-daemon-state.ts";
import type { ProcessFacts } from "../node/process-facts.ts";
import { awaitAnswer } from "../request/await-answer.ts";
import { requestDaemon } from "../request/request-daemon.ts";
import type { Answer } from "../request/schema.ts";
import { readSettings } from "../setting/read.ts";
import type { Store } from "../store.ts";
import { version } from "../version.ts";
import { finding } from "./finding.ts";
import type { Finding } from "./schema.ts";

const answerLimitMs = 5_000;
/** Files beside connections: bodies, the database, the log. */
const sparedFiles = 64;
/** A difference of clocks that shows in no certificate, token or log. */
const smallSkewMs = 2_000;
/** Below this a client far away is slow: a window of 64 kB fills once in each round trip. */
const leastBufferOctets = 1_048_576;

/** Whether it runs, its clock and the database's, its limits. What the daemon says of itself comes from its own process. */
export async function* checkDaemon(store: Store): AsyncGenerator<Finding> {
  const daemon = await readDaemonState(store);
  if (daemon === null || !daemon.isAlive) {
    const seen =
      daemon === null ? "No daemon has ever run here." : `Not heard from since ${daemon.seenAt.toISOString()}.`;
    yield finding("daemon", "Mail daemon", "bad", {
      seen,
      remedy: "Start it, or see in its log why it ended. Nothing below can work without it.",
    });
    return;
  }
  const isSame = daemon.version === version;
  yield finding("daemon", "Mail daemon", isSame ? "good" : "warning", {
    seen: `Runs on ${daemon.hostname} since ${daemon.startedAt.toISOString()}, process ${daemon.pid}, version ${daemon.version}.`,
    remedy: isSame ? null : `The console is version ${version}: restart both together.`,
  });
  const asked = await inspect(store);
  if ("finding" in asked) {
    yield asked.finding;
    return;
  }
  yield clockFinding(asked);
  yield* databaseClock(store);
  yield* fileLimits(store, asked.facts);
  yield buffers(asked.facts);
}

interface Inspected {
  readonly facts: Answer<"inspect-daemon">;
  /** Daemon's clock minus this one, and how exactly that is known. */
  readonly skewMs: number;
  readonly withinMs: number;
}

async function inspect(store: Store): Promise<Inspected | { finding: Finding }> {
  const askedAt = store.clock.now();
  try {
    const id = await store.db.$transaction((tx) => requestDaemon(tx, "inspect-daemon", {}, askedAt));
    const facts = await awaitAnswer(store, id, answerLimitMs);
    const heardMs = store.clock.now().getTime();
    const withinMs = (heardMs - askedAt.getTime()) / 2;
    return { facts, skewMs: facts.nowMs - (askedAt.getTime() + withinMs), withinMs };
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== "daemon-away") throw error;
    return { finding: finding("daemon", "What the daemon says of itself", "bad", { seen: error.message }) };
  }
}

/** Both may be the same machine's clock: then it agrees with itself, and only a look outside could tell more. */
function clockFinding({ skewMs, withinMs }: Inspected): Finding {
  const isSmall = Math.abs(skewMs) <= withinMs + smallSkewMs;
  const seen = `The daemon's clock and the console's agree to within ${Math.ceil(Math.abs(skewMs) + withinMs)} ms. No clock outside is asked.`;
  return finding("daemon", "Clock of the daemon", isSmall ? "good" : "bad", {
    seen: isSmall ? seen : `The daemon's clock is ${Math.round(skewMs / 1000)} s off the console's.`,
    remedy: isSmall
      ? null
      : "Let both machines set their clocks by NTP (systemd-timesyncd, chrony): certificates, tokens and waits go by them.",
  });
}

async function* databaseClock({ db, clock, environment }: Store): AsyncGenerator<Finding> {
  if (engineOf(environment.databaseUrl) === "sqlite") return;
  const before = clock.now().getTime();
  const [row] = await db.$queryRawUnsafe<{ ms: number }[]>(
    `SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS float8) AS "ms"`,
  );
  const after = clock.now().getTime();
  const skewMs = Number(row?.ms ?? before) - (before + after) / 2;
  const isSmall = Math.abs(skewMs) <= smallSkewMs + (after - before) / 2;
  yield finding("daemon", "Clock of the database server", isSmall ? "good" : "warning", {
    seen: `It is ${Math.round(Math.abs(skewMs))} ms off the console's.`,
    remedy: isSmall ? null : "Let the database server set its clock by NTP.",
  });
}

async function* fileLimits(store: Store, { primary, workers }: Answer<"inspect-daemon">): AsyncGenerator<Finding> {
  const { maxConnections } = await readSettings(store);
  const wanted = Math.ceil(maxConnections / Math.max(1, workers.length)) + sparedFiles;
  const all: readonly (readonly [string, ProcessFacts])[] = [
    ["primary", primary],
    ...workers.map((facts, index) => [workers.length === 1 ? "worker" : `worker ${index + 1}`, facts] as const),
  ];
  for (const [role, { pid, openFiles, openFileLimit }] of all) {
    const title = `Open files of the daemon's ${role}`;
    if (openFileLimit === null || openFiles === null) {
      yield finding("daemon", title, "skipped", { seen: "The system does not tell them." });
      continue;
    }
    const isFull = openFiles > openFileLimit * 0.8;
    const isSmall = role !== "primary" && openFileLimit < wanted;
    yield finding("daemon", title, isFull ? "bad" : isSmall ? "warning" : "good", {
      seen: `${openFiles} of ${openFileLimit} are open in process ${pid}.`,
      remedy: isFull
        ? "Raise LimitNOFILE of the service: near the limit clients are turned away."
        : isSmall
          ? `The setting allows ${maxConnections} connections, which take ${wanted} files: raise LimitNOFILE of the service to that, or lower the setting.`
          : null,
    });
  }
}

function buffers({ tcpRmem, tcpWmem, somaxconn }: Answer<"inspect-daemon">): Finding {
  const title = "Socket buffers";
  if (tcpRmem === null || tcpWmem === null)
    return finding("daemon", title, "skipped", { seen: "The system does not tell them." });
  const most = (text: string) => Number(text.split(" ")[2] ?? 0);
  const small = [
    ["tcp_rmem", tcpRmem],
    ["tcp_wmem", tcpWmem],
  ].filter(([, text]) => most(text ?? "") < leastBufferOctets);
  return finding("daemon", title, small.length === 0 ? "good" : "warning", {
    seen: `tcp_rmem ${tcpRmem}; tcp_wmem ${tcpWmem}; somaxconn ${somaxconn ?? "unknown"}.`,
    remedy:
      small.length === 0
        ? null
        : `Large mail is slow for clients far away: sysctl -w ${small.map(([name]) => `net.ipv4.${name}="4096 131072 6291456"`).join(" ")}`,
  });
}
