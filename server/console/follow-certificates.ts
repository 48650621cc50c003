import type { Server } from "node:https";
import { createSecureContext, type SecureContext } from "node:tls";
import { CertificateChoice } from "../certificate/choose.ts";
import { readServedCertificates, type ServedCertificate } from "../certificate/read.ts";
import { readControl } from "../control/read-control.ts";
import { readSettings } from "../setting/read.ts";
import type { Store } from "../store.ts";
import { contextOptions } from "../tls/context-options.ts";
import { type TlsPolicy, tlsPolicyOf } from "../tls/schema.ts";

const intervalMs = 500;

type Chosen = ServedCertificate & { readonly context?: SecureContext };

/**
 * The certificates of https servers: by the name the browser asks for, else the default one, with the TLS policy of the whole
 * installation; new ones within half a second of their being chosen. Open connections stay as they are.
 */
export class FollowedCertificates {
  readonly #store: Store;
  readonly #servers: Server[] = [];
  #generation = -1;
  #madeOf = "";
  #choice = new CertificateChoice<Chosen>([], new Date(0));
  #policy: TlsPolicy = { profile: "intermediate", minVersion: "TLSv1.2" };
  #timer: NodeJS.Timeout | undefined;
  #isTold = false;

  constructor(store: Store) {
    this.#store = store;
  }

  /** For the options an https server is made with. */
  readonly SNICallback = (serverName: string, done: (error: Error | null, context?: SecureContext) => void): void => {
    done(null, this.#choice.for(serverName)?.context);
  };

  /** Resolves when `server` can serve, where there is a certificate at all. */
  async follow(server: Server): Promise<void> {
    this.#servers.push(server);
    if (this.#timer === undefined) {
      await this.#look();
      this.#timer = setTimeout(() => void this.#again(), intervalMs);
    } else this.#serve(server);
  }

  /** It is closed: certificates are no longer its business. */
  leave(server: Server): void {
    const at = this.#servers.indexOf(server);
    if (at >= 0) this.#servers.splice(at, 1);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  async #again(): Promise<void> {
    try {
      await this.#look();
      this.#isTold = false;
    } catch (error) {
      if (!this.#isTold) console.error(`The console cannot look for a new certificate: ${(error as Error).message}`);
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
      const withContexts = certificates.map((each) => ({ ...each, context: contextOf(each, policy) }));
      this.#choice = new CertificateChoice<Chosen>(withContexts, this.#store.clock.now());
      this.#policy = policy;
      for (const server of this.#servers) this.#serve(server);
      this.#madeOf = madeOf;
    }
    this.#generation = generation;
  }

  #serve(server: Server): void {
    const { byDefault } = this.#choice;
    if (byDefault !== null) server.setSecureContext(contextOptions(byDefault, this.#policy));
  }
}

/** Undefined where it cannot be used: the default is shown instead. */
function contextOf(certificate: ServedCertificate, policy: TlsPolicy): SecureContext | undefined {
  try {
    return createSecureContext(contextOptions(certificate, policy));
  } catch (error) {
    console.error(`The certificate for ${certificate.names.join(", ")} cannot be used: ${(error as Error).message}`);
    return undefined;
  }
}
