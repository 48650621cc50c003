import type { Clock } from "#server/clock.ts";
import type { Logger } from "#server/log.ts";
import { type RetentionSummary, withoutRules } from "#server/retention/session-retention.ts";
import { defaultSettings, type Settings } from "#server/setting/schema.ts";
import { tlsPolicyOf } from "#server/tls/schema.ts";
import type { Plan, PlannedException } from "../channel.ts";
import { type ConnectionLimits, limitsOf } from "../limits.ts";
import { ContextCache, type Shown, shownCertificates } from "./shown-certificates.ts";
import { TicketKeys } from "./ticket-keys.ts";

/** What every connection of this worker shares and a plan may change: the settings, the certificates, the ticket keys. */
export class Served {
  /** Until the first plan has come, what holds without a choice. */
  settings: Settings = { hostname: "localhost", ...defaultSettings };
  retention: RetentionSummary = withoutRules();
  limits: ConnectionLimits = limitsOf(defaultSettings);
  exceptions: readonly PlannedException[] = [];
  readonly #clock: Clock;
  readonly #tickets = new TicketKeys();
  readonly #contexts: ContextCache;
  #usual: Shown | null = null;
  #legacy: Shown | null = null;
  /** What the two were made of. */
  #madeOf = "";

  constructor(clock: Clock, log: Logger) {
    this.#clock = clock;
    this.#contexts = new ContextCache(this.#tickets, ({ names }, err) =>
      log.error(
        { event: "certificate-unusable", names, err },
        "a certificate cannot be used; what there is beside it is shown",
      ),
    );
  }

  /** What clients of a listener are shown; null where there is nothing to show. */
  shownOn({ allowsLegacyTls }: { readonly allowsLegacyTls: boolean }): Shown | null {
    return allowsLegacyTls ? this.#legacy : this.#usual;
  }

  obey({ settings, retention, certificates, ticketKeys, listeners, exceptions }: Plan): void {
    this.settings = settings;
    this.retention = retention;
    this.limits = limitsOf(settings);
    this.exceptions = exceptions;
    this.#tickets.set(ticketKeys.map((key) => Buffer.from(key, "base64")));
    const policy = tlsPolicyOf(settings);
    const isLegacyWanted = listeners.some(({ allowsLegacyTls }) => allowsLegacyTls);
    const marks = certificates.map(({ fingerprint, isDefault }) => `${fingerprint} ${isDefault}`);
    const madeOf = JSON.stringify([policy, isLegacyWanted, marks]);
    if (madeOf === this.#madeOf) return;
    const show = (isLegacy: boolean) =>
      shownCertificates(certificates, { ...policy, isLegacy }, this.#contexts, this.#clock.now());
    // Where nothing new can be shown, what was shown before is better than nothing.
    this.#usual = show(false) ?? (certificates.length > 0 ? this.#usual : null);
    this.#legacy = isLegacyWanted ? (show(true) ?? this.#legacy) : null;
    this.#contexts.forgetUnused();
    this.#madeOf = madeOf;
  }
}
