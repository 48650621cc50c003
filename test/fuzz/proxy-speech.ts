import { isIPv4 } from "node:net";
import fc from "fast-check";
import { octets } from "./octets.ts";

export const ipv4 = fc.oneof(fc.ipV4(), fc.constantFrom("0.0.0.0", "127.0.0.1", "255.255.255.255"));
export const ipv6 = fc.oneof(
  fc.ipV6(),
  fc.constantFrom("::", "::1", "::ffff:192.0.2.1", "1::", "2001:db8:0:0:1:0:0:1"),
);
const port = fc.oneof(fc.nat(65_535), fc.constantFrom(0, 65_535));
const u16 = (number: number) => [number >> 8, number & 0xff];

/** The eight groups, by Node and by arithmetic alone. */
export function groupsOf(address: string): number[] {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address);
  const [, head = "", a = 0, b = 0, c = 0, d = 0] = dotted ?? [];
  const hex = dotted === null ? address : `${head}${(+a * 256 + +b).toString(16)}:${(+c * 256 + +d).toString(16)}`;
  const [first = [], last] = hex.split("::").map((half) => half.split(":").filter(Boolean));
  const missing = last === undefined ? 0 : 8 - first.length - last.length;
  return [...first, ...Array(missing).fill("0"), ...(last ?? [])].map((group) => Number.parseInt(group, 16));
}

/** As a session shows it: IPv4-mapped unwrapped, else what a browser makes of it. */
export function canonical(address: string): string {
  if (isIPv4(address)) return address;
  const groups = groupsOf(address);
  const [, , , , , marker, high = 0, low = 0] = groups;
  if (groups.slice(0, 5).every((group) => group === 0) && marker === 0xffff) {
    return [...u16(high), ...u16(low)].join(".");
  }
  return new URL(`http://[${address}]`).hostname.slice(1, -1);
}

/** A header and whom it speaks for. */
interface Written {
  readonly header: Uint8Array;
  readonly client: { readonly address: string; readonly port: number } | null;
}

const v1: fc.Arbitrary<Written> = fc.oneof(
  fc
    .tuple(fc.constantFrom("TCP4", "TCP6"), ipv4, ipv4, ipv6, ipv6, port, port)
    .map(([family, a4, b4, a6, b6, from, to]) => {
      const [source, other] = family === "TCP4" ? [a4, b4] : [a6, b6];
      const client = { address: canonical(source), port: from };
      return { header: octets(`PROXY ${family} ${source} ${other} ${from} ${to}\r\n`), client };
    }),
  fc
    .constantFrom("", " ", " ffff:: any thing")
    .map((more) => ({ header: octets(`PROXY UNKNOWN${more}\r\n`), client: null })),
);

const tlv = fc
  .tuple(fc.constantFrom(0x01, 0x02, 0x04, 0x05, 0x20, 0xe0), fc.uint8Array({ maxLength: 40 }))
  .map(([type, value]) => [type, ...u16(value.length), ...value]);

const v2: fc.Arbitrary<Written> = fc
  .record({
    command: fc.constantFrom(0x20, 0x21, 0x21, 0x21),
    family: fc.constantFrom(0x00, 0x11, 0x21, 0x31),
    a4: ipv4,
    a6: ipv6,
    path: fc.uint8Array({ minLength: 216, maxLength: 216 }),
    port,
    tlvs: fc.array(tlv, { maxLength: 4 }),
    isChecked: fc.boolean(),
  })
  .map(({ command, family, a4, a6, path, port, tlvs, isChecked }) => {
    const four = a4.split(".").map(Number);
    const six = groupsOf(a6).flatMap(u16);
    const addresses: Readonly<Record<number, readonly number[]>> = {
      0: [],
      17: [...four, ...four, ...u16(port), ...u16(110)],
      33: [...six, ...six, ...u16(port), ...u16(110)],
      49: [...path],
    };
    const after = [...(addresses[family] ?? []), ...(isChecked ? [0x03, 0, 4, 0, 0, 0, 0] : []), ...tlvs.flat()];
    const header = Uint8Array.from([
      ...octets("\r\n\r\n\0\r\nQUIT\n"),
      command,
      family,
      ...u16(after.length),
      ...after,
    ]);
    if (isChecked) new DataView(header.buffer).setUint32(16 + (addresses[family]?.length ?? 0) + 3, crc32cOf(header));
    const isNamed = command === 0x21 && (family === 0x11 || family === 0x21);
    return { header, client: isNamed ? { address: canonical(family === 0x11 ? a4 : a6), port } : null };
  });

/** Bit by bit, as the polynomial is defined. */
function crc32cOf(all: Uint8Array): number {
  let sum = 0xffffffff;
  for (const octet of all) {
    for (let bit = 0; bit < 8; bit += 1) {
      const isOdd = ((sum ^ (octet >> bit)) & 1) === 1;
      sum = isOdd ? (sum >>> 1) ^ 0x82f63b78 : sum >>> 1;
    }
  }
  return (sum ^ 0xffffffff) >>> 0;
}

/** A header of either version, as a proxy writes it. */
export const proxyHeader: fc.Arbitrary<Written> = fc.oneof(v1, v2);

export const damagedProxyHeader = fc
  .tuple(
    proxyHeader,
    fc.array(fc.tuple(fc.nat(300), fc.oneof(fc.nat(255), fc.constantFrom(0x20, 0x0d, 0x0a, 0x30))), { maxLength: 3 }),
    fc.nat(4),
  )
  .map(([{ header }, damages, less]) => {
    const wrong = header.slice(0, header.length - less);
    for (const [at, octet] of damages) wrong[at % Math.max(1, wrong.length)] = octet;
    return wrong;
  });
