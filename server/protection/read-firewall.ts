import { readListeners } from "../listener/read.ts";
import type { Store } from "../store.ts";
import type { Firewall, FirewallEntry } from "./nftables.ts";

/** What a firewall would need to know, `most` entries of it: who is let in and kept out, and the ports that clients reach themselves. */
export async function readFirewall(store: Store, most: number): Promise<Firewall> {
  const now = store.clock.now();
  const [listeners, rules, blocks] = await Promise.all([
    readListeners(store),
    store.db.networkRule.findMany({
      where: { endedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] },
      orderBy: { id: "desc" },
      take: most,
      select: { network: true, action: true, expiresAt: true },
    }),
    store.db.block.findMany({
      where: { liftedAt: null, expiresAt: { gt: now } },
      orderBy: { id: "desc" },
      distinct: ["network"],
      take: most,
      select: { network: true, expiresAt: true },
    }),
  ]);
  const open = listeners.filter(
    ({ protocol, isEnabled, proxyProtocol }) => protocol === "pop3" && isEnabled && !proxyProtocol,
  );
  const ports = open.flatMap(({ port, facts }) => facts.find(({ boundPort }) => boundPort)?.boundPort ?? port ?? []);
  const entries: FirewallEntry[] = [
    ...rules.map(({ action, ...rule }) => ({ ...rule, kind: action as "allow" | "deny" })),
    ...blocks.map((block) => ({ ...block, kind: "block" as const })),
  ];
  return { ports: ports.filter((port) => port > 0), entries: entries.slice(0, most) };
}
