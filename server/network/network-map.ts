import { type IpOctets, isMapped, parseIp } from "./ip-address.ts";
import { parseNetwork } from "./network.ts";

/**
 * Values by network, found by address, the narrowest network first. A look-up tries each length of prefix that is in use: a few,
 * whatever the number of networks.
 */
export class NetworkMap<Value> {
  readonly #ipv4 = new Lengths<number, Value>();
  readonly #ipv6 = new Lengths<string, Value>();

  get size(): number {
    return this.#ipv4.size + this.#ipv6.size;
  }

  /** `network` as networkText gives it; what is no network is passed over. */
  set(network: string, value: Value): void {
    const place = placeOf(network);
    if (place === null) return;
    if (typeof place.key === "number") this.#ipv4.set(place.bits, place.key, value);
    else this.#ipv6.set(place.bits, place.key, value);
  }

  delete(network: string): void {
    const place = placeOf(network);
    if (place === null) return;
    if (typeof place.key === "number") this.#ipv4.delete(place.bits, place.key);
    else this.#ipv6.delete(place.bits, place.key);
  }

  /** Of the narrowest network around this address whose value `isMeant`; undefined where there is none, and for what is no address. */
  find(address: string, isMeant: (value: Value) => boolean): Value | undefined {
    if (this.size === 0) return undefined;
    const plain = ipv4Number(address);
    if (plain !== null) return this.#ipv4.find((bits) => ipv4Key(plain, bits), isMeant);
    const octets = parseIp(address);
    if (octets === null) return undefined;
    if (isMapped(octets)) return this.#ipv4.find((bits) => ipv4Key(numberIn(octets), bits), isMeant);
    const whole = String.fromCharCode(...octets);
    return this.#ipv6.find((bits) => ipv6Key(whole, bits), isMeant);
  }
}

/** A map for each length of prefix in use, the longest first. */
class Lengths<Key, Value> {
  #byLength: { readonly bits: number; readonly values: Map<Key, Value> }[] = [];
  size = 0;

  set(bits: number, key: Key, value: Value): void {
    let length = this.#byLength.find((each) => each.bits === bits);
    if (length === undefined) {
      length = { bits, values: new Map() };
      this.#byLength = [...this.#byLength, length].sort((a, b) => b.bits - a.bits);
    }
    this.size += length.values.has(key) ? 0 : 1;
    length.values.set(key, value);
  }

  delete(bits: number, key: Key): void {
    const length = this.#byLength.find((each) => each.bits === bits);
    if (!length?.values.delete(key)) return;
    this.size -= 1;
    if (length.values.size === 0) this.#byLength = this.#byLength.filter((each) => each !== length);
  }

  find(keyAt: (bits: number) => Key, isMeant: (value: Value) => boolean): Value | undefined {
    for (const { bits, values } of this.#byLength) {
      const value = values.get(keyAt(bits));
      if (value !== undefined && isMeant(value)) return value;
    }
    return undefined;
  }
}

function placeOf(network: string): { readonly bits: number; readonly key: number | string } | null {
  const parsed = parseNetwork(network);
  if (parsed === null) return null;
  const { octets, bits } = parsed;
  if (bits >= 96 && isMapped(octets)) return { bits: bits - 96, key: numberIn(octets) };
  return { bits, key: ipv6Key(String.fromCharCode(...octets), bits) };
}

/** Dotted, without leading zeros; null for any other text. By hand: it is asked at every accepted connection. */
function ipv4Number(text: string): number | null {
  let address = 0;
  let octet = -1;
  let dots = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 46 && octet >= 0) {
      address = (address << 8) | octet;
      octet = -1;
      dots += 1;
    } else if (code >= 48 && code <= 57 && octet !== 0) {
      octet = (octet < 0 ? 0 : octet * 10) + code - 48;
      if (octet > 255) return null;
    } else return null;
  }
  return dots === 3 && octet >= 0 ? ((address << 8) | octet) >>> 0 : null;
}

function numberIn(mapped: IpOctets): number {
  const [a = 0, b = 0, c = 0, d = 0] = mapped.subarray(12);
  return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
}

function ipv4Key(address: number, bits: number): number {
  return bits === 0 ? 0 : (address & (-1 << (32 - bits))) >>> 0;
}

/** `whole`: a character an octet. */
function ipv6Key(whole: string, bits: number): string {
  const full = whole.slice(0, bits >> 3);
  if (bits % 8 === 0) return full;
  return full + String.fromCharCode(whole.charCodeAt(bits >> 3) & (0xff << (8 - (bits % 8))));
}
