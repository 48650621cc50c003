import assert from "node:assert/strict";
import { isIP, isIPv4, isIPv6 } from "node:net";
import fc from "fast-check";
import { networksCheck } from "#server/network/networks.ts";
import { ipv4Octets, ipv6Groups, ipv6Text } from "#pop3d/protocol/ip-text.ts";
import { isMalformed } from "#pop3d/protocol/malformed.ts";
import { ProxyHeaderReader } from "#pop3d/protocol/proxy-header.ts";
import { trustedNetworks } from "#server/listener/trusted-networks.ts";
import { cut, hostile, joined, sizes, text } from "../octets.ts";
import { canonical, damagedProxyHeader, groupsOf, ipv4, ipv6, proxyHeader } from "../proxy-speech.ts";
import { target } from "../target.ts";

/** More than any header may have: 16 octets, and 8,192 after them. */
const mostOctets = 16 + 8_192;

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
  fc.record({ written: proxyHeader, behind: hostile(20), sizes }),
  ({ written: { header, client }, behind, sizes }) => {
    const found = read(cut(joined([header, behind]), sizes));
    assert.deepEqual(found?.header, { client, octets: header.length });
    assert.equal(found?.rest, text(behind));
    assert.deepEqual(read([header])?.header, { client, octets: header.length });
    for (let at = 0; at < header.length; at += 1)
      assert.equal(read([header.slice(0, at)]), null, `decided after ${at} octets`);
  },
);

export const damagedProxyHeaders = target(
  "PROXY: a damaged header is judged alike in any split, and within the octets a header may have",
  200,
  fc.record({ said: fc.oneof(damagedProxyHeader, hostile(60)), behind: fc.constantFrom(0, 0, 50, 9_000), sizes }),
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
