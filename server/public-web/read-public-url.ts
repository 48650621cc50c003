import { domainToASCII } from "node:url";
import { readListeners } from "../listener/read.ts";
import { readSettings } from "../setting/read.ts";
import type { Store } from "../store.ts";

/** Where strangers reach the public web listener, with a / at its end: https where that is open. Null where nothing is, or only a proxy knows. */
export async function readPublicUrl(store: Store): Promise<string | null> {
  const [listeners, { hostname }] = await Promise.all([readListeners(store), readSettings(store)]);
  const open = listeners.flatMap(({ protocol, isEnabled, proxyProtocol, tls, facts }) => {
    const port = facts.find(({ state }) => state === "bound")?.boundPort;
    return protocol === "web" && isEnabled && !proxyProtocol && port ? [{ isTls: tls === "implicit", port }] : [];
  });
  const best = open.find(({ isTls }) => isTls) ?? open[0];
  if (best === undefined) return null;
  // URL leaves out the port that the scheme has anyway.
  return new URL(`${best.isTls ? "https" : "http"}://${domainToASCII(hostname)}:${best.port}/`).href;
}
