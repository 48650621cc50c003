import type { ListenerPlace } from "../diagnostic/try-listener.ts";
import { SpokenClient } from "../diagnostic/spoken-client.ts";
import type { ListenerView } from "../listener/schema.ts";

/** A listener that a client on this machine can reach. */
export interface ReachableListener {
  readonly listener: ListenerView;
  readonly place: ListenerPlace;
  readonly hostname: string;
}

/** "POP3S, port 995", or "LMTP socket". */
export function titleOf({ listener, place: { place } }: ReachableListener): string {
  return "port" in place ? `${listener.name}, port ${place.port}` : listener.name;
}

/** Connects, hears the greeting, and changes to TLS where the listener offers it. Throws as SpokenClient does. */
export async function openListener(reachable: ReachableListener): Promise<SpokenClient> {
  const { listener, place, hostname } = reachable;
  const client = await SpokenClient.open(place.place, place.protocol, place.serverName);
  try {
    await client.answer();
    if (listener.tls === "starttls") {
      if (place.protocol === "lmtp") await client.ask(`LHLO ${hostname}`);
      await client.ask(place.protocol === "lmtp" ? "STARTTLS" : "STLS");
      await client.secure(hostname);
    }
    return client;
  } catch (error) {
    client.close();
    throw error;
  }
}
