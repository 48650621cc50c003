import { isMapped } from "../network/ip-address.ts";
import { parseNetwork, spokenNetwork } from "../network/network.ts";

export interface FirewallEntry {
  /** CIDR. */
  readonly network: string;
  readonly kind: "allow" | "deny" | "block";
  /** Null: for ever. */
  readonly expiresAt: Date | null;
}

export interface Firewall {
  /** Those of POP3, as the system sees them. */
  readonly ports: readonly number[];
  readonly entries: readonly FirewallEntry[];
}

interface Group {
  readonly kind: FirewallEntry["kind"];
  readonly family: 4 | 6;
  readonly bits: number;
  readonly elements: string[];
}

/**
 * The lists as a table of nftables, for `nft -f`: it takes the place of the one before, and what ends is forgotten by the kernel itself.
 * A set for each length of prefix, tried from the narrowest on, so that no two elements overlap and the narrowest rule decides, as in
 * the daemon. Clients behind a proxy have its address here, and are not meant.
 */
export function nftablesText({ ports, entries }: Firewall, now: Date): string {
  const begin = ["table inet popdesk", "delete table inet popdesk"];
  if (ports.length === 0 || entries.length === 0)
    return [`# Nobody is kept out, or no port of POP3 is open.`, ...begin, ""].join("\n");
  const groups = grouped(entries, now);
  return [
    `# Popdesk's lists of ${now.toISOString().slice(0, 19).replace("T", " ")} UTC. To put them in force: nft -f <this file>`,
    ...begin,
    "table inet popdesk {",
    ...groups.flatMap(setOf),
    "  chain input {",
    "    type filter hook input priority filter - 1; policy accept;",
    `    tcp dport { ${[...new Set(ports)].sort((a, b) => a - b).join(", ")} } jump clients`,
    "  }",
    "  chain clients {",
    ...groups.map(({ family, kind, ...group }) => {
      const source = family === 4 ? "ip saddr" : "ip6 saddr";
      return `    ${source} @${nameOf({ family, kind, ...group })} ${kind === "allow" ? "accept" : "drop"}`;
    }),
    "  }",
    "}",
    "",
  ].join("\n");
}

/** Rules of administrators before blocks of the daemon, each from the narrowest on. */
function grouped(entries: readonly FirewallEntry[], now: Date): Group[] {
  const groups = new Map<string, Group>();
  for (const { network, kind, expiresAt } of entries) {
    const parsed = parseNetwork(network);
    const left = expiresAt === null ? null : Math.ceil((expiresAt.getTime() - now.getTime()) / 1000);
    if (parsed === null || (left !== null && left <= 0)) continue;
    const isV4 = isMapped(parsed.octets) && parsed.bits >= 96;
    const group = { kind, family: isV4 ? 4 : 6, bits: isV4 ? parsed.bits - 96 : parsed.bits, elements: [] } as Group;
    const known = groups.get(nameOf(group)) ?? group;
    groups.set(nameOf(group), known);
    known.elements.push(`${spokenNetwork(network)}${left === null ? "" : ` timeout ${left}s`}`);
  }
  const rank = (group: Group) => (group.kind === "block" ? 1_000 : 0) - group.bits;
  return [...groups.values()].sort((a, b) => rank(a) - rank(b));
}

function nameOf({ kind, family, bits }: Omit<Group, "elements">): string {
  return `${kind}${family}_${bits}`;
}

function setOf(group: Group): string[] {
  const isWhole = group.bits === (group.family === 4 ? 32 : 128);
  return [
    `  set ${nameOf(group)} {`,
    `    type ${group.family === 4 ? "ipv4_addr" : "ipv6_addr"}`,
    `    flags ${isWhole ? "timeout" : "interval, timeout"}`,
    `    elements = { ${group.elements.join(",\n      ")} }`,
    "  }",
  ];
}
