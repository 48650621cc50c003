import type { SecureContext } from "node:tls";
import { defaultSettings, type Settings } from "#server/setting/schema.ts";
import type { Plan, ServedKeyPair } from "../channel.ts";
import { secureContextOf } from "./tls.ts";

/** What every connection of this worker shares and a plan may change: the settings and the certificate. */
export class Served {
  /** Until the first plan has come, what holds without a choice. */
  settings: Settings = { hostname: "localhost", ...defaultSettings };
  secureContext: SecureContext | null = null;
  readonly #ticketKeys: Buffer;
  #shown: ServedKeyPair | null = null;

  constructor(ticketKeys: Buffer) {
    this.#ticketKeys = ticketKeys;
  }

  /** Throws where the certificate cannot be used; the one shown before stays then. */
  obey({ settings, certificate }: Plan): void {
    this.settings = settings;
    if (certificate?.fingerprint === this.#shown?.fingerprint) return;
    this.secureContext = certificate && secureContextOf(certificate, this.#ticketKeys);
    this.#shown = certificate;
  }
}
