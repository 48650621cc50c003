import { CertificateChoice } from "../certificate/choose.ts";
import { readCertificates } from "../certificate/read.ts";
import { readListeners } from "../listener/read.ts";
import type { Store } from "../store.ts";
import type { CertificateAlert, ServedFact } from "./schema.ts";

/** What clients were shown when the daemon last looked, each beside the stored certificate that it should be. */
export async function readServedFacts(store: Store): Promise<ServedFact[]> {
  const [rows, listeners, certificates] = await Promise.all([
    store.db.servedCertificate.findMany({ orderBy: [{ listenerId: "asc" }, { serverName: "asc" }] }),
    readListeners(store),
    readCertificates(store),
  ]);
  const choice = new CertificateChoice(certificates, store.clock.now());
  return rows.flatMap(({ nodeId, ...row }) => {
    const listener = listeners.find(({ id }) => id === row.listenerId);
    if (listener === undefined) return [];
    const wanted = choice.for(row.serverName);
    const fact = listener.facts.find((each) => each.nodeId === nodeId);
    return {
      ...row,
      listenerName: listener.name,
      port: fact?.boundPort ?? listener.port,
      wanted: wanted && { id: wanted.id, notAfterAt: wanted.notAfterAt },
      isAsWanted: wanted !== null && wanted.fingerprint === row.fingerprint,
    };
  });
}

/** Alerts that stand, the most urgent first. */
export async function readCertificateAlerts(store: Pick<Store, "db">): Promise<CertificateAlert[]> {
  const rows = await store.db.certificateAlert.findMany({
    where: { resolvedAt: null },
    orderBy: [{ notAfterAt: "asc" }, { id: "asc" }],
    select: { id: true, fingerprint: true, names: true, notAfterAt: true, thresholdDays: true, raisedAt: true },
  });
  return rows.map(({ names, ...row }) => ({ ...row, names: names.split(",") }));
}
