import { readListeners } from "../listener/read.ts";
import { readSettings } from "../setting/read.ts";
import type { Store } from "../store.ts";
import type { ClientSettings } from "./schema.ts";

/** What has to be typed into a mail program: TLS from the first octet where a listener offers it, else STLS. */
export async function readClientSettings(store: Store): Promise<ClientSettings> {
  const [{ hostname }, listeners] = await Promise.all([readSettings(store), readListeners(store)]);
  const open = listeners.filter(({ protocol, isEnabled, port }) => protocol === "pop3" && isEnabled && port !== null);
  const ways = open.map(({ tls, port, facts }) => ({
    tls,
    port: facts.find(({ state }) => state === "bound")?.boundPort ?? port ?? 0,
  }));
  const port = (tls: string) => ways.find((way) => way.tls === tls)?.port ?? null;
  return { hostname, tlsPort: port("implicit"), stlsPort: port("starttls") };
}
