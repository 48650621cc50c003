import { BlockList, isIPv6 } from "node:net";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { networkAround } from "#server/network/around.ts";
import { ipText, parseIp } from "#server/network/ip-address.ts";
import { networksCheck } from "#server/network/networks.ts";
import { networkList, oneNetwork } from "#server/network/schema.ts";

test.each([
  ["192.0.2.1", "192.0.2.250", true],
  ["192.0.2.1", "192.0.3.1", false],
  ["::ffff:192.0.2.1", "192.0.2.9", true],
  ["2001:db8::1", "2001:db8:0:0:ffff::9", true],
  ["2001:db8::1", "2001:0db8:0000:0000:1:2:3:4", true],
  ["2001:db8::1", "2001:db8:0:1::1", false],
  ["2001:db8:1::", "2001:db8:2::", false],
  ["::1", "::2", true],
  ["fe80::1%eth0", "fe80::2%eth1", true],
])("%s and %s are of one network: %s", (one, other, isSame) => {
  expect(networkAround(one) === networkAround(other)).toBe(isSame);
});

test.each([
  ["10.0.0.0/8", "10.255.255.255", true],
  ["10.0.0.0/8", "11.0.0.0", false],
  ["10.0.0.0/8", "::ffff:10.1.2.3", true],
  ["10.0.0.0/8", "::ffff:a01:203", true],
  ["192.0.2.1/32", "192.0.2.1", true],
  ["192.0.2.1/32", "192.0.2.2", false],
  ["192.0.2.128/25", "192.0.2.127", false],
  ["0.0.0.0/0", "203.0.113.9", true],
  ["0.0.0.0/0", "2001:db8::1", false],
  ["::/0", "2001:db8::1", true],
  ["::/0", "203.0.113.9", false],
  ["2001:db8::/33", "2001:db8:7fff::1", true],
  ["2001:db8::/33", "2001:db8:8000::1", false],
  ["2001:db8::1/128", "2001:DB8:0:0::1", true],
  ["fe80::/10", "fe80::1%eth0", false],
  ["10.0.0.0/8,2001:db8::/32", "2001:db8::9", true],
  ["", "10.0.0.1", false],
  ["10.0.0.0/8", "", false],
  ["10.0.0.0/8", "10.0.0.1 ", false],
])("in %s is %s: %s", (networks, address, isIn) => {
  expect(networksCheck(networks)(address)).toBe(isIn);
});

test("agrees with the system's own list on any network and address", () => {
  const address = fc.oneof(fc.ipV4(), fc.ipV6());
  const family = (text: string) => (isIPv6(text) ? "ipv6" : "ipv4");
  fc.assert(
    fc.property(address, fc.nat(128), address, (network, length, asked) => {
      const octets = parseIp(network);
      const other = parseIp(asked);
      // The system's list mixes the families in places (::/0 holds IPv4); here ::/0 is of IPv6 alone.
      fc.pre(octets !== null && other !== null && !isMappedText(network) && !isMappedText(asked));
      fc.pre(isIPv6(network) === isIPv6(asked));
      const bits = isIPv6(network) ? length : length % 33;
      const list = new BlockList();
      list.addSubnet(network, bits, family(network));
      const expected = list.check(asked, family(asked));
      expect(networksCheck(`${network}/${bits}`)(asked)).toBe(expected);
      expect(parseIp(ipText(octets as Uint8Array))).toEqual(octets);
    }),
  );
});

function isMappedText(text: string): boolean {
  return text.includes(":") && !ipText(parseIp(text) as Uint8Array).includes(":");
}

test.each([
  [" 10.0.0.0/8;192.0.2.1\n2001:DB8::/32, 10.0.0.0/8 ", "10.0.0.0/8,192.0.2.1/32,2001:db8::/32"],
  ["::ffff:10.0.0.0/104", "10.0.0.0/8"],
  ["2001:db8:0:0:1::/80", "2001:db8:0:0:1::/80"],
  ["0.0.0.0/0,::/0", "0.0.0.0/0,::/0"],
  ["", ""],
])("the list %j is kept as %j", (typed, kept) => {
  expect(networkList().parse(typed)).toBe(kept);
});

test.each([
  ["10.0.0/8", /"10\.0\.0\/8" is no network/],
  ["10.0.0.0/33", /is no network/],
  ["2001:db8::/129", /is no network/],
  ["010.0.0.1", /is no network/],
  ["1:2:3:4:5:6:7", /is no network/],
  ["1::2::3", /is no network/],
  ["fe80::1%eth0", /is no network/],
  ["office.example.org", /is no network/],
  ["10.1.2.3/8", /write 10\.0\.0\.0\/8 for the network, or 10\.1\.2\.3 for the machine/],
  ["2001:db8::1/32", /write 2001:db8::\/32 for the network/],
  ["10.1.0.0/16, 10.0.0.0/8", /10\.1\.0\.0\/16 lies within 10\.0\.0\.0\/8/],
  ["2001:db8::/32 2001:db8::1", /2001:db8::1\/128 lies within 2001:db8::\/32/],
  ["x".repeat(2_001), /at most 2,000 characters/],
])("the list %j is refused", (typed, sentence) => {
  expect(networkList().safeParse(typed).error?.issues[0]?.message).toMatch(sentence);
});

test("everybody is refused where nobody but a few may be named", () => {
  const few = networkList({ notEverybody: "Everybody is too many." });
  for (const all of ["0.0.0.0/0", "::/0", "::ffff:0.0.0.0/96"]) {
    expect(few.safeParse(all).error?.issues[0]?.message).toBe("Everybody is too many.");
  }
  expect(few.parse("0.0.0.0/1")).toBe("0.0.0.0/1");
});

test("one network is one network", () => {
  expect(oneNetwork.parse(" 192.0.2.7 ")).toBe("192.0.2.7/32");
  expect(oneNetwork.safeParse("").success).toBe(false);
  expect(oneNetwork.safeParse("10.0.0.0/8,192.0.2.0/24").success).toBe(false);
});
