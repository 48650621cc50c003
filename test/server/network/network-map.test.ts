import * as fc from "fast-check";
import { expect, test } from "vitest";
import { parseIp } from "#server/network/ip-address.ts";
import { isWithin, networkText, parseNetwork, spokenNetwork } from "#server/network/network.ts";
import { NetworkMap } from "#server/network/network-map.ts";

const any = () => true;

test("the narrowest network around an address is found, of those that are meant", () => {
  const map = new NetworkMap<string>();
  for (const network of ["10.0.0.0/8", "10.1.0.0/16", "10.1.2.3/32", "0.0.0.0/0", "2001:db8::/32", "2001:db8::/37"])
    map.set(network, network);
  map.set("nonsense", "nonsense");
  expect(map.size).toBe(6);
  expect(map.find("10.1.2.3", any)).toBe("10.1.2.3/32");
  expect(map.find("::ffff:10.1.2.3", any)).toBe("10.1.2.3/32");
  expect(map.find("10.1.2.3", (network) => network.endsWith("/8"))).toBe("10.0.0.0/8");
  expect(map.find("10.1.9.9", any)).toBe("10.1.0.0/16");
  expect(map.find("192.0.2.1", any)).toBe("0.0.0.0/0");
  expect(map.find("2001:db8:7ff::1", any)).toBe("2001:db8::/37");
  expect(map.find("2001:db8:800::1", any)).toBe("2001:db8::/32");
  for (const other of ["2001:db9::1", "", "10.1.2", "10.1.2.3.4", "010.1.2.3", "1..2.3", "10.1.2.256", "x"])
    expect(map.find(other, any), other).toBeUndefined();
  map.delete("10.1.2.3/32");
  map.delete("10.1.2.3/32");
  expect(map.find("10.1.2.3", any)).toBe("10.1.0.0/16");
  expect(map.size).toBe(5);
});

test("it is what trying every network gives", () => {
  const near = fc.oneof(
    fc.tuple(fc.nat(3), fc.nat(3), fc.nat(255)).map((parts) => `10.${parts.join(".")}`),
    fc.tuple(fc.nat(3), fc.nat(3), fc.nat(9)).map(([a, b, c]) => `2001:db8:${a}:${b}::${c}`),
  );
  const network = fc.tuple(near, fc.nat(128)).map(([first, bits]) => {
    const parsed = parseNetwork(`${first}/${first.includes(":") ? bits : bits % 33}`);
    return parsed && networkText(parsed);
  });
  fc.assert(
    fc.property(fc.array(network, { maxLength: 30 }), near, (networks, asked) => {
      const map = new NetworkMap<string>();
      for (const text of networks) if (text !== null) map.set(text, text);
      const around = networks
        .flatMap((text) => (text === null ? [] : (parseNetwork(text) ?? [])))
        .filter((each) => isWithin(parseIp(asked)!, each))
        .sort((a, b) => b.bits - a.bits);
      expect(map.find(asked, any)).toBe(around[0] && networkText(around[0]));
    }),
  );
});

test("a network of one machine is spoken of as that machine", () => {
  const spoken = ["10.0.0.7/32", "10.0.0.0/24", "2001:db8::1/128", "2001:db8::/32"].map(spokenNetwork);
  expect(spoken).toEqual(["10.0.0.7", "10.0.0.0/24", "2001:db8::1", "2001:db8::/32"]);
});
