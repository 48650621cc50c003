import { domainToASCII } from "node:url";

/** What is needed to choose between certificates. */
export interface Choosable {
  readonly names: readonly string[];
  readonly kind: string;
  readonly isDefault: boolean;
  readonly notAfterAt: Date;
}

/**
 * The certificates by the name a client asks for (RFC 6066 §3): the exact name before a wildcard, the default where nothing fits or
 * nothing is asked. Of several with one name: one that is valid, one that others signed, the default, the one that lasts longest.
 */
export class CertificateChoice<C extends Choosable> {
  readonly byDefault: C | null;
  readonly #exact = new Map<string, C>();
  /** By what stands behind "*.". */
  readonly #wildcard = new Map<string, C>();

  constructor(certificates: readonly C[], now: Date) {
    this.byDefault = certificates.find(({ isDefault }) => isDefault) ?? null;
    const rank = (each: C) => [
      each.notAfterAt > now ? 0 : 1,
      each.kind === "self-signed" ? 1 : 0,
      each.isDefault ? 0 : 1,
      -each.notAfterAt.getTime(),
    ];
    const ranked = certificates.map((each) => ({ each, rank: rank(each) }));
    ranked.sort((a, b) => a.rank.reduce((found, value, index) => found || value - (b.rank[index] ?? 0), 0));
    for (const { each } of ranked) {
      for (const name of each.names) {
        const isWildcard = name.startsWith("*.");
        const map = isWildcard ? this.#wildcard : this.#exact;
        const key = isWildcard ? asciiName(name.slice(2)) : asciiName(name);
        if (!map.has(key)) map.set(key, each);
      }
    }
  }

  /** Null where there is no certificate at all. */
  for(serverName: string): C | null {
    if (serverName === "") return this.byDefault;
    const name = serverName.toLowerCase().replace(/\.$/, "");
    // A wildcard stands for one label (RFC 9525 §6.3).
    const parent = name.slice(name.indexOf(".") + 1);
    return this.#exact.get(name) ?? this.#wildcard.get(parent) ?? this.byDefault;
  }

  /** The names under which this very certificate is shown; others have the rest. */
  namesOf(certificate: C): string[] {
    return certificate.names.filter((name) => {
      const isWildcard = name.startsWith("*.");
      const map = isWildcard ? this.#wildcard : this.#exact;
      return map.get(asciiName(isWildcard ? name.slice(2) : name)) === certificate;
    });
  }
}

/** As a client writes it into its hello. */
function asciiName(name: string): string {
  return (domainToASCII(name) || name).toLowerCase();
}
