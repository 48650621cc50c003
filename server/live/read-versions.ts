import { readHolders } from "../lock/holders.ts";
import type { Store } from "../store.ts";
import type { Topic } from "./schema.ts";

/** Metrics always move: charts are read again so often. */
const metricsMs = 15_000;

/** Some small reads that tell whether anything moved since the last time, without saying what. */
export async function readVersions(store: Store): Promise<Record<Topic, string>> {
  const { db } = store;
  const control = await db.control.findUniqueOrThrow({
    where: { id: 1 },
    select: { generation: true, requestNumber: true, auditNumber: true, protectionNumber: true },
  });
  const facts = await db.listenerStatus.findMany({
    select: { listenerId: true, nodeId: true, state: true, observedGeneration: true, sinceAt: true },
    orderBy: [{ listenerId: "asc" }, { nodeId: "asc" }],
  });
  const live = await db.session.aggregate({
    where: { endedAt: null },
    _count: { _all: true },
    _sum: { commandCount: true },
    _max: { startedAt: true },
  });
  const throttle = await db.throttle.aggregate({ _max: { updatedAt: true } });
  const failure = await db.signInFailure.aggregate({ _max: { lastAt: true } });
  const [lastEnded] = await db.session.findMany({
    where: { endedAt: { not: null } },
    orderBy: { endedAt: "desc" },
    select: { id: true },
    take: 1,
  });
  const served = await db.servedCertificate.aggregate({
    _count: { _all: true },
    _max: { sinceAt: true, probedAt: true },
  });
  const automatic = await db.automaticCertificate.findMany({
    select: { id: true, state: true, startedAt: true, finishedAt: true },
    orderBy: { id: "asc" },
  });
  const tasks = await db.task.aggregate({
    where: { state: { in: ["waiting", "running"] } },
    _count: { _all: true },
    _sum: { doneCount: true },
    _max: { id: true },
  });
  const locks = await db.maildropLock.aggregate({ _count: { _all: true }, _max: { acquiredAt: true } });
  const holders = [...(await readHolders(store))].map(([id, { gone }]) => `${id} ${gone}`);
  const found = await db.finding.aggregate({ _max: { id: true, lastSeenAt: true, endedAt: true } });
  const run = await db.retentionRun.findFirst({
    orderBy: { id: "desc" },
    select: { id: true, state: true, removedCount: true, lockedCount: true },
  });
  const alerts = await db.alert.groupBy({
    by: ["state"],
    where: { openKey: { not: null } },
    _count: { _all: true },
    _max: { id: true, toldAt: true, acknowledgedAt: true, clearSinceAt: true },
  });
  const messages = await db.alertMessage.aggregate({
    where: { state: "waiting" },
    _count: { _all: true },
    _sum: { attemptCount: true },
    _max: { nextAt: true },
  });
  const sources = await store.logs.logSourceStatus.findMany({
    select: { sourceId: true, nodeId: true, state: true, trouble: true, lineCount: true, waitingOctets: true },
    orderBy: [{ sourceId: "asc" }, { nodeId: "asc" }],
  });
  return {
    sources: sources.map((each) => Object.values(each).join(" ")).join(),
    alerts: JSON.stringify([alerts, messages]),
    runs: JSON.stringify(run),
    metrics: `${Math.floor(store.clock.now().getTime() / metricsMs)}`,
    findings: `${found._max.id} ${found._max.lastSeenAt?.getTime()} ${found._max.endedAt?.getTime()}`,
    locks: `${locks._count._all} ${locks._max.acquiredAt?.getTime()} ${holders.sort().join()}`,
    certificates: JSON.stringify([served, automatic]),
    tasks: `${tasks._count._all} ${tasks._sum.doneCount} ${tasks._max.id}`,
    wishes: `${control.generation}`,
    changes: `${control.auditNumber} ${control.requestNumber}`,
    facts: facts.map((fact) => `${fact.listenerId} ${fact.state} ${fact.observedGeneration} ${+fact.sinceAt}`).join(),
    protection: `${control.protectionNumber} ${throttle._max.updatedAt?.getTime()} ${failure._max.lastAt?.getTime()}`,
    sessions: `${live._count._all} ${live._sum.commandCount} ${live._max.startedAt?.getTime()} ${lastEnded?.id}`,
  };
}
