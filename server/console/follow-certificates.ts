import type { Server } from "node:http";
import type { Socket } from "node:net";
import { createSecureContext, type SecureContext } from "node:tls";
import { CertificateChoice } from "../certificate/choose.ts";
import { readServedCertificates, type ServedCertificate } from "../certificate/read.ts";
import { readControl } from "../control/read-control.ts";
import { logger } from "../log.ts";
import { readSettings } from "../setting/read.ts";
import type { Store } from "../store.ts";
import { baseOptions, contextOptions } from "../tls/context-options.ts";
import { type TlsPolicy, tlsPolicyOf } from "../tls/schema.ts";
import { serveTls, type TlsServing } from "../tls/serve-tls.ts";

const log = logger("console");
const intervalMs = 500;
const handshakeMs = 30_000;
const alpn = Buffer.from("\x08http/1.1"); // a list of one, as TLS writes it

/**
 * TLS for the console: the certificate of the name the browser asks for, else the default one, and the TLS policy of the whole
 * installation; new ones within half a second of their being chosen. Open connections stay as they are.
 */
export class FollowedCertificates {
  readonly #store: Store;
  #generation = -1;
  #madeOf = "";
  #serving: TlsServing | null = null;
  #timer: NodeJS.Timeout | undefined;
  #isTold = false;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Resolves when there is something to serve, where there is a certificate at all. */
  async start(): Promise<void> {
    await this.#look();
    this.#timer = setTimeout(() => void this.#again(), intervalMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  /** Shakes hands on an accepted socket and hands it to `http`. */
  secure(socket: Socket, http: Server): void {
    if (this.#serving === null) return void socket.destroy();
    const secured = serveTls(socket, this.#serving);
    const timer = setTimeout(() => secured.destroy(), handshakeMs);
    secured.on("error", () => secured.destroy());
    secured.once("close", () => clearTimeout(timer));
    secured.once("secure", () => {
      clearTimeout(timer);
      secured.on("_tlsError", () => secured.destroy());
      http.emit("connection", secured);
    });
  }

  async #again(): Promise<void> {
    try {
      await this.#look();
      this.#isTold = false;
    } catch (err) {
      if (!this.#isTold) log.error({ event: "certificates-not-read", err }, "the console keeps the certificate it has");
      this.#isTold = true;
    }
    this.#timer = setTimeout(() => void this.#again(), intervalMs);
  }

  async #look(): Promise<void> {
    const { generation } = await readControl(this.#store.db);
    if (generation === this.#generation) return;
    const [certificates, settings] = await Promise.all([
      readServedCertificates(this.#store),
      readSettings(this.#store),
    ]);
    const policy = tlsPolicyOf(settings);
    const madeOf = JSON.stringify([policy, certificates.map(({ fingerprint, isDefault }) => [fingerprint, isDefault])]);
    if (madeOf !== this.#madeOf) {
      this.#serving = servingOf(certificates, policy, this.#store.clock.now()) ?? this.#serving;
      this.#madeOf = madeOf;
    }
    this.#generation = generation;
  }
}

/** Null where not even the default one can be used. */
function servingOf(certificates: readonly ServedCertificate[], policy: TlsPolicy, now: Date): TlsServing | null {
  const usable = certificates.flatMap((certificate) => {
    const context = contextOf(certificate, policy);
    return context === null ? [] : [{ ...certificate, context }];
  });
  const choice = new CertificateChoice(usable, now);
  if (choice.byDefault === null) return null;
  const secureContext = choice.byDefault.context;
  if (usable.length === 1) return { secureContext, alpn };
  const base = createSecureContext(baseOptions(policy));
  return { secureContext, base, contextFor: (serverName) => choice.for(serverName)?.context, alpn };
}

function contextOf(certificate: ServedCertificate, policy: TlsPolicy): SecureContext | null {
  try {
    return createSecureContext(contextOptions(certificate, policy));
  } catch (err) {
    log.error({ event: "certificate-unusable", names: certificate.names, err }, "a certificate cannot be used");
    return null;
  }
}
