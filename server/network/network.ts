import { type IpOctets, ipText, isMapped, parseIp } from "./ip-address.ts";

/** A network (CIDR, RFC 4632, RFC 4291 §2.3), or one machine. IPv4 networks lie within ::ffff:0:0/96 (ip-address.ts). */
export interface Network {
  /** The first address: bits behind the prefix are zero. */
  readonly octets: IpOctets;
  /** Length of the prefix, 0 to 128. */
  readonly bits: number;
}

/**
 * From "10.0.0.0/8", "2001:db8::/32" or one address. Bits behind the prefix are cut off; `hasHostBits` says that there were some.
 * Null for anything else.
 */
export function parseNetwork(text: string): (Network & { readonly hasHostBits: boolean }) | null {
  const [, address = "", length] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const octets = parseIp(address);
  if (octets === null) return null;
  const isV4 = !address.includes(":");
  const bits = length === undefined ? 128 : Number(length) + (isV4 ? 96 : 0);
  if (bits > 128) return null;
  const masked = octets.map((octet, at) => octet & maskOf(at, bits));
  return { octets: masked, bits, hasHostBits: masked.some((octet, at) => octet !== octets[at]) };
}

/** As people write it, canonical; one machine too has its length: "192.0.2.1/32". */
export function networkText({ octets, bits }: Network): string {
  return `${ipText(octets)}/${isMapped(octets) && bits >= 96 ? bits - 96 : bits}`;
}

/** For people: a network of one machine is that machine. Takes what networkText gave. */
export function spokenNetwork(text: string): string {
  return text.includes(":") ? text.replace(/\/128$/, "") : text.replace(/\/32$/, "");
}

/** Whether it is everybody of its family: 0.0.0.0/0 or ::/0. */
export function isEverybody({ octets, bits }: Network): boolean {
  return bits === 0 || (bits === 96 && isMapped(octets));
}

/** ::/0 and its like are of IPv6 alone, although an IPv4 address looks like one of theirs here. */
export function isWithin(address: IpOctets, { octets, bits }: Network): boolean {
  if (bits < 96 && isMapped(address)) return false;
  const whole = bits >> 3;
  for (let at = 0; at < whole; at += 1) if (address[at] !== octets[at]) return false;
  return whole === 16 || ((address[whole] ?? 0) & maskOf(whole, bits)) === octets[whole];
}

/** Whether all of `inner` lies within `outer`. */
export function holds(outer: Network, inner: Network): boolean {
  return outer.bits <= inner.bits && isWithin(inner.octets, outer);
}

/** Whether they have an address in common: then one holds the other. */
export function overlap(one: Network, other: Network): boolean {
  return holds(one, other) || holds(other, one);
}

/** It and every network that holds it, the narrowest first, up to all of its family. */
export function networksHolding(network: Network): Network[] {
  const least = isMapped(network.octets) && network.bits >= 96 ? 96 : 0;
  return Array.from({ length: network.bits - least + 1 }, (_, wider) => {
    const bits = network.bits - wider;
    return { octets: network.octets.map((octet, at) => octet & maskOf(at, bits)), bits };
  });
}

/** What networkText gives for each network within begins with this, and some others' too. */
export function textWithin({ octets, bits }: Network): string {
  if (isMapped(octets) && bits >= 96) {
    const whole = octets.subarray(12, bits >> 3);
    return whole.length === 4 ? ipText(octets) : Array.from(whole, (octet) => `${octet}.`).join("");
  }
  let text = "";
  for (let group = 0; group < bits >> 4; group += 1) {
    const value = ((octets[group * 2] ?? 0) << 8) | (octets[group * 2 + 1] ?? 0);
    if (value === 0) break; // it may be one of those left out
    text += `${value.toString(16)}:`;
  }
  return text;
}

function maskOf(at: number, bits: number): number {
  const left = bits - at * 8;
  return left >= 8 ? 0xff : left <= 0 ? 0 : (0xff << (8 - left)) & 0xff;
}
