import type { SecureContext } from "node:tls";
import { defaultSettings, type Settings } from "#server/setting/schema.ts";
import type { Plan, ServedKeyPair } from "../channel.ts";
import { type ConnectionLimits, limitsOf } from "../limits.ts";
import { TicketKeys } from "./ticket-keys.ts";
import { secureContextOf } from "./tls.ts";

/** What every connection of this worker shares and a plan may change: the settings, the certificate, the ticket keys. */
export class Served {
  /** Until the first plan has come, what holds without a choice. */
  settings: Settings = { hostname: "localhost", ...defaultSettings };
  limits: ConnectionLimits = limitsOf(defaultSettings);
  secureContext: SecureContext | null = null;
  readonly #tickets = new TicketKeys();
  #shown: ServedKeyPair | null = null;

  /** Throws where the certificate cannot be used; the one shown before stays then. */
  obey({ settings, certificate, ticketKeys }: Plan): void {
    this.settings = settings;
    this.limits = limitsOf(settings);
    this.#tickets.set(ticketKeys.map((key) => Buffer.from(key, "base64")));
    if (certificate?.fingerprint === this.#shown?.fingerprint) return;
    this.secureContext = certificate && secureContextOf(certificate, this.#tickets);
    this.#shown = certificate;
  }
}
