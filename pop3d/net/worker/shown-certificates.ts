import type { SecureContext } from "node:tls";
import { CertificateChoice } from "#server/certificate/choose.ts";
import type { TlsPolicy } from "#server/tls/schema.ts";
import type { TlsServing } from "#server/tls/serve-tls.ts";
import type { ServedKeyPair } from "../channel.ts";
import type { TicketKeys } from "./ticket-keys.ts";
import { secureContextOf } from "./tls.ts";

/** What a handshake needs. The same object for all connections until something changes. */
export type Shown = Omit<TlsServing, "alpn">;

/** The certificates of one plan, as contexts for one kind of listener: with old TLS or without. */
export function shownCertificates(
  pairs: readonly ServedKeyPair[],
  policy: TlsPolicy & { readonly isLegacy: boolean },
  contexts: ContextCache,
  now: Date,
): Shown | null {
  const usable = pairs.flatMap((pair) => {
    const context = contexts.contextOf(pair, policy);
    return context === null ? [] : [{ ...pair, notAfterAt: new Date(pair.notAfterMs), context }];
  });
  const choice = new CertificateChoice(usable, now);
  const { byDefault } = choice;
  if (byDefault === null) return null;
  const secureContext = byDefault.context;
  if (usable.length === 1) return { secureContext };
  const base = contexts.contextOf(null, policy) ?? undefined;
  return { secureContext, base, contextFor: (serverName) => choice.for(serverName)?.context };
}

/** Contexts that were made, so that a plan without news makes none: reading a key costs up to a millisecond. */
export class ContextCache {
  readonly #tickets: TicketKeys;
  readonly #onTrouble: (pair: ServedKeyPair, error: unknown) => void;
  #known = new Map<string, SecureContext | null>();
  #used = new Map<string, SecureContext | null>();

  /** `onTrouble`: of a pair that cannot be used; the others are shown all the same. */
  constructor(tickets: TicketKeys, onTrouble: (pair: ServedKeyPair, error: unknown) => void) {
    this.#tickets = tickets;
    this.#onTrouble = onTrouble;
  }

  /** Null: of no certificate. */
  contextOf(pair: ServedKeyPair | null, policy: TlsPolicy & { readonly isLegacy: boolean }): SecureContext | null {
    const key = `${pair?.fingerprint ?? "none"} ${policy.profile} ${policy.minVersion} ${policy.isLegacy}`;
    const known = this.#known.get(key) ?? this.#used.get(key);
    const context = known !== undefined ? known : this.#make(pair, policy);
    this.#used.set(key, context);
    return context;
  }

  /** What was not asked for since the last call is forgotten. */
  forgetUnused(): void {
    this.#known = this.#used;
    this.#used = new Map();
  }

  #make(pair: ServedKeyPair | null, policy: TlsPolicy & { readonly isLegacy: boolean }): SecureContext | null {
    try {
      return secureContextOf(pair, policy, this.#tickets);
    } catch (error) {
      if (pair !== null) this.#onTrouble(pair, error);
      return null;
    }
  }
}
