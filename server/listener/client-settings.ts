import { readSettings } from "../setting/read.ts";
import type { Store } from "../store.ts";
import { readListeners } from "./read.ts";
import type { ClientSettings } from "./schema.ts";

/**
 * What a person types into a mail program: every POP3 listener that is switched on, the safest first. Behind a proxy it is the
 * proxy's port that counts, which nobody here knows.
 */
export async function readClientSettings(store: Store): Promise<ClientSettings> {
  const [{ hostname }, listeners] = await Promise.all([readSettings(store), readListeners(store)]);
  const ways = listeners
    .filter(({ protocol, isEnabled, proxyProtocol }) => protocol === "pop3" && isEnabled && !proxyProtocol)
    .map(({ port, tls, facts }) => ({ port: facts.find(({ boundPort }) => boundPort)?.boundPort ?? port ?? 0, tls }));
  const rank = { implicit: 0, starttls: 1, none: 2 } as const;
  return { hostname, ways: ways.sort((a, b) => rank[a.tls] - rank[b.tls] || a.port - b.port) };
}
