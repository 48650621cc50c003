import { createListener } from "#server/listener/create-listener.ts";
import { readListeners } from "#server/listener/read.ts";
import type { Store } from "#server/store.ts";
import { tester } from "./actor.ts";
import { eventually } from "./eventually.ts";

/** Port of a new POP3 listener of a running daemon that believes a proxy on this machine: so a test comes from wherever it says. */
export async function proxiedPort(
  store: Store,
  given: { readonly tls: "none" | "starttls"; readonly cleartextSignIn: "always" | "never" },
): Promise<number> {
  const place = { address: "127.0.0.1", port: 0, proxyProtocol: true, trustedNetworks: "127.0.0.0/8" } as const;
  await createListener(store, { kind: "pop3", name: "Proxied", ...given, ...place }, tester);
  return eventually(async () => {
    const proxied = (await readListeners(store)).find(({ name }) => name === "Proxied");
    return proxied?.facts[0]?.boundPort;
  });
}
