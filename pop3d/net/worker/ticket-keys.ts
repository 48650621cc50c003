import { randomBytes, randomFillSync } from "node:crypto";
import type { SecureContext } from "node:tls";

const keyOctets = 48;
const ivOctets = 16;
/** IVs made ahead: a handshake seals two tickets, and asking for each IV by itself costs as much as sealing. */
const ivsAhead = 64;
const noKey = Buffer.alloc(16);
/** Answers of OpenSSL's ticket callback: not mine; mine; mine, and due for a new one. */
const [unknown, sealed, renewed] = [0, 1, 2] as const;

interface TicketKey {
  readonly name: Buffer;
  readonly hmac: Buffer;
  readonly aes: Buffer;
}

/** Node's own wrap of SSL_CTX. Its public way holds one key, so that changing it would cost every client a full handshake. */
interface TicketContext {
  onticketkeycallback: (name: Buffer, iv: Buffer, isSealing: boolean) => readonly (number | Buffer)[];
  enableTicketKeyCallback(): void;
}

/**
 * The keys of TLS session tickets (RFC 5077, RFC 8446 §4.6.1): the newest seals, all open. A client that resumes gets a new ticket
 * each time, so that one that uses each ticket once resumes as well.
 */
export class TicketKeys {
  /** Until others are given, one that nobody else has. */
  #sealing = ticketKeyOf(randomBytes(keyOctets));
  #opening: readonly TicketKey[] = [this.#sealing];
  readonly #ivs = Buffer.alloc(ivsAhead * ivOctets);
  #ivsUsedOctets = this.#ivs.length;

  /** 48 octets each, the newest first; nothing changes where there are none. Contexts made before use them too. */
  set(keys: readonly Buffer[]): void {
    const [newest] = keys;
    if (newest === undefined) return;
    this.#sealing = ticketKeyOf(newest);
    this.#opening = keys.map(ticketKeyOf);
  }

  serve(secureContext: SecureContext): void {
    const context = secureContext.context as TicketContext;
    context.onticketkeycallback = (name, _iv, isSealing) => (isSealing ? this.#seal() : this.#open(name));
    context.enableTicketKeyCallback();
  }

  #seal(): readonly (number | Buffer)[] {
    const { name, hmac, aes } = this.#sealing;
    return [sealed, hmac, aes, name, this.#nextIv()];
  }

  /** Good until the next call: OpenSSL copies it. */
  #nextIv(): Buffer {
    if (this.#ivsUsedOctets === this.#ivs.length) {
      randomFillSync(this.#ivs);
      this.#ivsUsedOctets = 0;
    }
    const from = this.#ivsUsedOctets;
    this.#ivsUsedOctets += ivOctets;
    return this.#ivs.subarray(from, from + ivOctets);
  }

  #open(name: Buffer): readonly (number | Buffer)[] {
    const key = this.#opening.find((each) => each.name.equals(name));
    return key === undefined ? [unknown, noKey, noKey] : [renewed, key.hmac, key.aes];
  }
}

function ticketKeyOf(octets: Buffer): TicketKey {
  return { name: octets.subarray(0, 16), hmac: octets.subarray(16, 32), aes: octets.subarray(32, 48) };
}
