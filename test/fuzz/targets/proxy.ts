import assert from "node:assert/strict";
import { isIP, isIPv4, isIPv6 } from "node:net";
import fc from "fast-check";
import { networksCheck } from "#pop3d/net/worker/proxy-gate.ts";
import { ipv4Octets, ipv6Groups, ipv6Text } from "#pop3d/protocol/ip-text.ts";
import { isMalformed } from "#pop3d/protocol/malformed.ts";
import { ProxyHeaderReader } from "#pop3d/protocol/proxy-header.ts";
import { trustedNetworks } from "#server/listener/trusted-networks.ts";
import { cut, hostile, joined, octets, sizes, text } from "../octets.ts";
import { target } from "../target.ts";

/** More than any header may have: 16 octets, and 8,192 after them. */
const mostOctets = 16 + 8_192;

const ipv4 = fc.oneof(fc.ipV4(), fc.constantFrom("0.0.0.0", "127.0.0.1", "255.255.255.255"));
const ipv6 = fc.oneof(fc.ipV6(), fc.constantFrom("::", "::1", "::ffff:192.0.2.1", "1::", "2001:db8:0:0:1:0:0:1"));
const port = fc.oneof(fc.nat(65_535), fc.constantFrom(0, 65_535));
const u16 = (number: number) => [number >> 8, number & 0xff];

/** The eight groups, by Node and by arithmetic alone. */
function groupsOf(address: string): number[] {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address);
  const [, head = "", a = 0, b = 0, c = 0, d = 0] = dotted ?? [];
  const hex = dotted === null ? address : `${head}${(+a * 256 + +b).toString(16)}:${(+c * 256 + +d).toString(16)}`;
  const [first = [], last] = hex.split("::").map((half) => half.split(":").filter(Boolean));
  const missing = last === undefined ? 0 : 8 - first.length - last.length;
  return [...first, ...Array(missing).fill("0"), ...(last ?? [])].map((group) => Number.parseInt(group, 16));
}

/** As a session shows it: IPv4-mapped unwrapped, else what a browser makes of it. */
function canonical(address: string): string {
  if (isIPv4(address)) return address;
  const groups = groupsOf(address);
  const [, , , , , marker, high = 0, low = 0] = groups;
  if (groups.slice(0, 5).every((group) => group === 0) && marker === 0xffff) {
    return [...u16(high), ...u16(low)].join(".");
  }
  return new URL(`http://[${address}]`).hostname.slice(1, -1);
}

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

/** What the reader makes of it, how much it had been given by then, and what it left to be read. */
function read(pieces: readonly Uint8Array[]) {
  const reader = new ProxyHeaderReader();
  let given = 0;
  for (const [index, piece] of pieces.entries()) {
    given += piece.length;
    const found = reader.push(piece);
    if (found === null) continue;
    if (isMalformed(found)) return { given, header: null, rest: "" };
    return { given, header: found.header, rest: text(joined([found.rest, ...pieces.slice(index + 1)])) };
  }
  return null;
}

export const proxyHeaders = target(
  "PROXY: the client that was written is read, in any split, and not an octet beyond the header is needed or taken",
  200,
  fc.record({ written: fc.oneof(v1, v2), behind: hostile(20), sizes }),
  ({ written: { header, client }, behind, sizes }) => {
    const found = read(cut(joined([header, behind]), sizes));
    assert.deepEqual(found?.header, { client, octets: header.length });
    assert.equal(found?.rest, text(behind));
    assert.deepEqual(read([header])?.header, { client, octets: header.length });
    for (let at = 0; at < header.length; at += 1)
      assert.equal(read([header.slice(0, at)]), null, `decided after ${at} octets`);
  },
);

const damaged = fc
  .tuple(
    fc.oneof(v1, v2),
    fc.array(fc.tuple(fc.nat(300), fc.oneof(fc.nat(255), fc.constantFrom(0x20, 0x0d, 0x0a, 0x30))), { maxLength: 3 }),
    fc.nat(4),
  )
  .map(([{ header }, damages, less]) => {
    const wrong = header.slice(0, header.length - less);
    for (const [at, octet] of damages) wrong[at % Math.max(1, wrong.length)] = octet;
    return wrong;
  });

export const damagedProxyHeaders = target(
  "PROXY: a damaged header is judged alike in any split, and within the octets a header may have",
  200,
  fc.record({ said: fc.oneof(damaged, hostile(60)), behind: fc.constantFrom(0, 0, 50, 9_000), sizes }),
  ({ said, behind, sizes }) => {
    const all = joined([said, new Uint8Array(behind).fill(0x41)]);
    const whole = read([all]);
    const split = read(cut(all, sizes));
    assert.deepEqual(split?.header, whole?.header);
    assert.equal(split?.rest, whole?.rest);
    if (whole === null) assert(all.length < mostOctets, "nothing was decided about more than a header may have");
    const { client = null } = whole?.header ?? {};
    if (client !== null) assert(isIP(client.address) > 0 && client.port >= 0 && client.port <= 65_535);
  },
);

const nearIp = fc.oneof(
  ipv4,
  ipv6,
  fc.stringMatching(/^[0-9a-f:.]{0,20}$/),
  fc
    .tuple(fc.oneof(ipv4, ipv6), fc.nat(20), fc.constantFrom("", ":", "::", ".", "0", "g", "%1", " "))
    .map(([good, at, wrong]) => good.slice(0, at) + wrong + good.slice(at)),
);

export const ipTexts = target(
  "IP addresses: those that Node knows, and no others, each in one form",
  200,
  nearIp,
  (given) => {
    assert.equal(ipv4Octets(given)?.join(".") ?? null, isIPv4(given) ? given : null);
    const groups = ipv6Groups(given);
    // A zone is a matter of one machine.
    assert.deepEqual(groups, isIPv6(given) && !given.includes("%") ? groupsOf(given) : null);
    if (groups !== null) assert.equal(ipv6Text(groups), canonical(given));
  },
);

const bitsOf = (address: string): string =>
  isIPv4(address)
    ? address
        .split(".")
        .map((octet) => Number(octet).toString(2).padStart(8, "0"))
        .join("")
    : groupsOf(address)
        .map((group) => group.toString(2).padStart(16, "0"))
        .join("");

const network = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(ipv4, fc.integer({ min: 1, max: 32 })).map((both) => both.join("/")) },
  { weight: 4, arbitrary: fc.tuple(ipv6, fc.integer({ min: 1, max: 128 })).map((both) => both.join("/")) },
  { weight: 2, arbitrary: fc.oneof(ipv4, ipv6) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(nearIp, fc.constantFrom("", "/", "/0", "/00", "/33", "/129", "/-1", "/08", "/8 "))
      .map((both) => both.join("")),
  },
);

export const trusted = target(
  "trusted networks: what is accepted is understood by those who check it, and holds the addresses that arithmetic says",
  200,
  fc.record({
    networks: fc.array(network, { minLength: 1, maxLength: 3 }),
    addresses: fc.array(fc.oneof(ipv4, ipv6), { minLength: 1, maxLength: 4 }),
  }),
  ({ networks, addresses }) => {
    const typed = trustedNetworks.safeParse(networks.join(", "));
    if (!typed.success) return;
    const isTrusted = networksCheck(typed.data);
    const parts = typed.data
      .split(",")
      .filter(Boolean)
      .map((part) => part.split("/") as [string, string]);
    for (const address of [...addresses, ...parts.map(([address]) => address)].map(canonical)) {
      const expected = parts.some(([base, bits]) => {
        if (isIPv4(base) !== isIPv4(address)) return null;
        return bitsOf(base).slice(0, Number(bits)) === bitsOf(address).slice(0, Number(bits));
      });
      // Node takes an IPv4 address and the IPv6 one it is mapped to for the same.
      const isMixed =
        parts.some(([base]) => isIPv6(base) && isIPv4(canonical(base)) !== isIPv4(base)) ||
        parts.some(([base, bits]) => isIPv6(base) && Number(bits) <= 96);
      if (isMixed && isIPv4(address)) continue;
      assert.equal(isTrusted(address), expected, `${address} in ${typed.data}`);
    }
  },
);
