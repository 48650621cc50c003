/**
 * An IP address as 16 octets; an IPv4 address as the IPv4-mapped IPv6 address it is (RFC 4291 §2.5.5.2), so that either family is
 * compared in one way. Only type and text: nothing here knows Node, for forms use it too.
 */
export type IpOctets = Uint8Array;

const mappedPrefix = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];

/** Null for any other text, an address with a zone among them: it means another machine on every link. */
export function parseIp(text: string): IpOctets | null {
  const v4 = ipv4(text);
  if (v4 !== null) return Uint8Array.from([...mappedPrefix, ...v4]);
  const groups = ipv6(text);
  return groups && Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 0xff]));
}

export function isMapped(octets: IpOctets): boolean {
  return mappedPrefix.every((octet, at) => octets[at] === octet);
}

/** Canonical (RFC 5952): lower case, the first longest run of zero groups left out; an IPv4-mapped address as IPv4. */
export function ipText(octets: IpOctets): string {
  if (isMapped(octets)) return octets.subarray(12).join(".");
  const groups = Array.from({ length: 8 }, (_, at) => ((octets[at * 2] ?? 0) << 8) | (octets[at * 2 + 1] ?? 0));
  const { start, length } = longestZeros(groups);
  const texts = groups.map((group) => group.toString(16));
  if (length < 2) return texts.join(":");
  return `${texts.slice(0, start).join(":")}::${texts.slice(start + length).join(":")}`;
}

function ipv4(text: string): number[] | null {
  if (!/^(?:(?:0|[1-9]\d{0,2})(?:\.(?!$)|$)){4}$/.test(text)) return null;
  const octets = text.split(".").map(Number);
  return octets.every((octet) => octet <= 255) ? octets : null;
}

function ipv6(text: string): number[] | null {
  const halves = text.split("::");
  if (halves.length > 2 || !text.includes(":")) return null;
  const [head, tail] = halves.map((half, index) => groupsOf(half, index === halves.length - 1));
  if (!head || tail === null) return null;
  if (tail === undefined) return head.length === 8 ? head : null;
  const missing = 8 - head.length - tail.length;
  return missing < 1 ? null : [...head, ...new Array<number>(missing).fill(0), ...tail];
}

/** Groups between colons; the last two may be written as an IPv4 address. */
function groupsOf(text: string, isLast: boolean): number[] | null {
  if (text === "") return [];
  const groups: number[] = [];
  const parts = text.split(":");
  for (const [index, part] of parts.entries()) {
    const v4 = isLast && index === parts.length - 1 && part.includes(".") ? ipv4(part) : null;
    const [a = 0, b = 0, c = 0, d = 0] = v4 ?? [];
    if (v4 !== null) groups.push((a << 8) | b, (c << 8) | d);
    else if (/^[0-9a-f]{1,4}$/i.test(part)) groups.push(Number.parseInt(part, 16));
    else return null;
  }
  return groups;
}

function longestZeros(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let start = 0;
  groups.forEach((group, index) => {
    if (group !== 0) start = index + 1;
    else if (index + 1 - start > best.length) best = { start, length: index + 1 - start };
  });
  return best;
}
