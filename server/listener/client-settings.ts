import { readSettings } from "../setting/read.ts";
import type { Store } from "../store.ts";
import { readListeners } from "./read.ts";
import type { ClientSettings, ListenerView } from "./schema.ts";

/**
 * What a mail program is told: every POP3 listener that is really open and lets passwords in from everywhere, the safest first.
 * Behind a proxy it is the proxy's port that counts, which nobody here knows; what is open on this machine alone is for nobody else.
 */
export async function readClientSettings(store: Store): Promise<ClientSettings> {
  const [settings, listeners] = await Promise.all([readSettings(store), readListeners(store)]);
  const { hostname, submissionHost, submissionPort, submissionTls } = settings;
  const ways = listeners.filter(isForAll).flatMap(({ tls, facts }) => {
    const port = facts.find(({ state }) => state === "bound")?.boundPort;
    return port ? [{ port, tls }] : [];
  });
  const rank = { implicit: 0, starttls: 1, none: 2 } as const;
  return {
    hostname,
    ways: ways.sort((a, b) => rank[a.tls] - rank[b.tls] || a.port - b.port),
    outgoing: { hostname: submissionHost ?? hostname, port: submissionPort, tls: submissionTls },
  };
}

function isForAll({ protocol, isEnabled, proxyProtocol, address, tls, cleartextSignIn }: ListenerView): boolean {
  if (protocol !== "pop3" || !isEnabled || proxyProtocol) return false;
  if (address?.startsWith("127.") || address === "::1") return false;
  return tls !== "none" || cleartextSignIn === "always";
}
