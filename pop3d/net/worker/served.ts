import type { SecureContext } from "node:tls";
import type { Plan, ServedKeyPair } from "../channel.ts";
import { secureContextOf } from "./tls.ts";

/** What every connection of this worker shares and a plan may change: the host name and the certificate. */
export class Served {
  hostname = "localhost";
  secureContext: SecureContext | null = null;
  readonly #ticketKeys: Buffer;
  #shown: ServedKeyPair | null = null;

  constructor(ticketKeys: Buffer) {
    this.#ticketKeys = ticketKeys;
  }

  /** Throws where the certificate cannot be used; the one shown before stays then. */
  obey({ hostname, certificate }: Plan): void {
    this.hostname = hostname;
    if (certificate?.fingerprint === this.#shown?.fingerprint) return;
    this.secureContext = certificate && secureContextOf(certificate, this.#ticketKeys);
    this.#shown = certificate;
  }
}
