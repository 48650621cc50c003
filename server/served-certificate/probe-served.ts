import { setImmediate as nextTurn } from "node:timers/promises";
import { readCertificates } from "../certificate/read.ts";
import type { CertificateView } from "../certificate/schema.ts";
import { readListeners } from "../listener/read.ts";
import type { ListenerView } from "../listener/schema.ts";
import type { Store } from "../store.ts";
import { type ProbedPlace, type Shaken, shakeHands } from "./shake-hands.ts";

/** More would tell nothing new: each certificate is asked for by one name. */
const mostNames = 50;
const loopback = /^(localhost|127\.|::1$)/;

/**
 * Connects to every listener that speaks TLS as a client does, with no name and with one of each certificate, and writes down what it
 * was shown. By the daemon alone. Listeners behind a proxy are left out: only the proxy gets in.
 */
export async function probeServed(store: Store, nodeId: string): Promise<{ probedCount: number }> {
  const [listeners, certificates] = await Promise.all([readListeners(store), readCertificates(store)]);
  const names = ["", ...certificates.flatMap(probedName)].slice(0, mostNames);
  const probed: string[] = [];
  for (const listener of listeners) {
    const place = placeOf(listener, nodeId);
    if (place === null) continue;
    for (const serverName of names) {
      const shaken = await shakeHands(place, serverName);
      await report(store, { listenerId: listener.id, nodeId, serverName }, shaken);
      probed.push(`${listener.id} ${serverName}`);
      await nextTurn();
    }
  }
  await forget(store, nodeId, probed);
  return { probedCount: probed.length };
}

/** A name that leads to this certificate; none where only this machine itself would ask for it. */
export function probedName({ shownFor }: Pick<CertificateView, "shownFor">): string[] {
  const name = shownFor.find((each) => !loopback.test(each) && !/^[\d.]+$|:/.test(each));
  return name === undefined ? [] : [name.replace(/^\*\./, "any.")];
}

function placeOf(listener: ListenerView, nodeId: string): ProbedPlace | null {
  const { protocol, tls, address, proxyProtocol, isEnabled } = listener;
  const fact = listener.facts.find((each) => each.nodeId === nodeId && each.state === "bound");
  if (!isEnabled || tls === "none" || proxyProtocol || address === null || !fact?.boundPort) return null;
  const isAny = address === "*" || address === "0.0.0.0" || address === "::";
  return { host: isAny ? "127.0.0.1" : address, port: fact.boundPort, protocol, tls };
}

async function report(
  store: Store,
  key: { listenerId: number; nodeId: string; serverName: string },
  shaken: Shaken,
): Promise<void> {
  const probedAt = store.clock.now();
  const nothing = { fingerprint: null, issuer: "", notAfterAt: null, tlsVersion: null, errorText: null };
  const fact = { ...nothing, ...shaken };
  const where = { listenerId_nodeId_serverName: key };
  const before = await store.relaxed.servedCertificate.findUnique({ where });
  const isSame = before?.fingerprint === fact.fingerprint && before.errorText === fact.errorText;
  const sinceAt = isSame ? before.sinceAt : probedAt;
  await store.relaxed.servedCertificate.upsert({
    where,
    create: { ...key, ...fact, probedAt, sinceAt },
    update: { ...fact, probedAt, sinceAt },
  });
}

/** Takes away what was said of listeners and names that are no more. */
async function forget(store: Store, nodeId: string, probed: readonly string[]): Promise<void> {
  const known = await store.relaxed.servedCertificate.findMany({
    where: { nodeId },
    select: { listenerId: true, serverName: true },
  });
  for (const { listenerId, serverName } of known) {
    if (probed.includes(`${listenerId} ${serverName}`)) continue;
    await store.relaxed.servedCertificate.deleteMany({ where: { nodeId, listenerId, serverName } });
  }
}
