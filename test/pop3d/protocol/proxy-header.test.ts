import { describe, expect, test } from "vitest";
import { crc32c } from "#pop3d/protocol/crc32c.ts";
import { isMalformed } from "#pop3d/protocol/malformed.ts";
import { ProxyHeaderReader } from "#pop3d/protocol/proxy-header.ts";
import { inChunks } from "#test/support/in-chunks.ts";
import { proxyV2, tlv } from "#test/support/proxy-v2.ts";
import { latin1, octetsOf } from "#test/support/transcript-text.ts";

/** What the reader makes of it, in every split the same: the client and what came behind, the complaint, or "more". */
function read(octets: Uint8Array): unknown {
  const results = inChunks(octets).map((chunks) => {
    const reader = new ProxyHeaderReader();
    for (const [index, chunk] of chunks.entries()) {
      const result = reader.push(chunk);
      if (result === null) continue;
      if (isMalformed(result)) return result.malformed;
      const rest = [result.rest, ...chunks.slice(index + 1)].map(latin1).join("");
      return { client: result.header.client, rest };
    }
    return "more";
  });
  for (const result of results) expect(result).toEqual(results[0]);
  return results[0];
}

const v1 = (line: string, rest = "USER ann\r\n") => read(octetsOf(`${line}\r\n${rest}`));

describe("the PROXY header, version 1", () => {
  test("names the client, and leaves what follows as it is", () => {
    expect(v1("PROXY TCP4 192.0.2.1 198.51.100.7 56324 110")).toEqual({
      client: { address: "192.0.2.1", port: 56324 },
      rest: "USER ann\r\n",
    });
    expect(v1("PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535", "")).toMatchObject({ rest: "" });
    expect(v1("PROXY TCP4 0.0.0.0 0.0.0.0 0 0", "\x16\x03\x01")).toMatchObject({ rest: "\x16\x03\x01" });
  });

  test.each([
    ["2001:DB8:0:0:0:0:0:1", "2001:db8::1"],
    ["::1", "::1"],
    ["::", "::"],
    ["1:0:0:2:0:0:0:3", "1:0:0:2::3"],
    ["1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"],
    ["2001:db8::", "2001:db8::"],
    ["::ffff:192.0.2.1", "192.0.2.1"],
    ["::ffff:c000:201", "192.0.2.1"],
  ])("has one text for the address %s", (address, canonical) => {
    expect(v1(`PROXY TCP6 ${address} ::1 1 2`)).toMatchObject({ client: { address: canonical, port: 1 } });
  });

  test("of an UNKNOWN client says nothing, whatever follows", () => {
    for (const line of ["PROXY UNKNOWN", "PROXY UNKNOWN ffff::1 ffff::2 65535 65535", "PROXY UNKNOWN what ever"])
      expect(v1(line)).toEqual({ client: null, rest: "USER ann\r\n" });
  });

  test.each([
    "PROXY TCP4 192.0.2.1 192.0.2.2 1",
    "PROXY TCP4 192.0.2.1 192.0.2.2 1 2 3",
    "PROXY TCP4 192.0.2.1 192.0.2.2 1 2 ",
    "PROXY  TCP4 192.0.2.1 192.0.2.2 1 2",
    "PROXY TCP4  192.0.2.1 192.0.2.2 1 2",
    "PROXY tcp4 192.0.2.1 192.0.2.2 1 2",
    "PROXY TCP4 192.0.2.01 192.0.2.2 1 2",
    "PROXY TCP4 192.0.2.256 192.0.2.2 1 2",
    "PROXY TCP4 192.0.2 192.0.2.2 1 2",
    "PROXY TCP4 192.0.2.1. 192.0.2.2 1 2",
    "PROXY TCP4 ::1 ::1 1 2",
    "PROXY TCP6 192.0.2.1 192.0.2.2 1 2",
    "PROXY TCP6 1::2::3 ::1 1 2",
    "PROXY TCP6 1:2:3:4:5:6:7 ::1 1 2",
    "PROXY TCP6 1:2:3:4:5:6:7:8:9 ::1 1 2",
    "PROXY TCP6 1:2:3:4::5:6:7:8 ::1 1 2",
    "PROXY TCP6 :1 ::1 1 2",
    "PROXY TCP6 fe80::1%eth0 ::1 1 2",
    "PROXY TCP6 12345::1 ::1 1 2",
    "PROXY TCP4 192.0.2.1 192.0.2.2 01 2",
    "PROXY TCP4 192.0.2.1 192.0.2.2 65536 2",
    "PROXY TCP4 192.0.2.1 192.0.2.2 -1 2",
    "PROXY TCP4 192.0.2.1 192.0.2.2 1\t2",
    "PROXY UDP4 192.0.2.1 192.0.2.2 1 2",
    "PROXY ",
  ])("is refused as %j", (line) => expect(v1(line)).toEqual(expect.stringMatching(/^(its|it has) /)));

  test("ends in CRLF within 107 octets", () => {
    const longest = `PROXY UNKNOWN ${"x".repeat(107 - 16)}`;
    expect(v1(longest)).toMatchObject({ client: null });
    expect(v1(`${longest}x`)).toBe("its line is longer than 107 octets");
    expect(read(octetsOf("PROXY UNKNOWN\nUSER ann\r\n"))).toBe("its line does not end in CRLF");
    expect(read(octetsOf("PROXY TCP4 192.0.2.1"))).toBe("more");
  });
});

test.each(["USER ann\r\n", "QUIT\r\n", "\x16\x03\x01\x02", "proxy TCP4", "P ROXY", "\r\n\r\n\0\r\nQUIT\r"])(
  "what begins otherwise (%j) is no PROXY header",
  (text) => expect(read(octetsOf(text))).toBe("the connection begins without a PROXY header"),
);

describe("the PROXY header, version 2", () => {
  const ipv4 = Uint8Array.of(192, 0, 2, 1, 198, 51, 100, 7, 0xdc, 0x04, 0, 110);
  const ipv6 = Uint8Array.of(0x20, 1, 0x0d, 0xb8, ...new Array(11).fill(0), 1, ...new Array(16).fill(0), 1, 0, 0, 110);
  const client = { address: "192.0.2.1", port: 0xdc04 };
  const rest = "USER ann\r\n";
  const v2 = (fields: Parameters<typeof proxyV2>[0]) =>
    read(Buffer.concat([proxyV2({ addresses: ipv4, ...fields }), Buffer.from(rest)]));

  test("names the client", () => {
    expect(v2({})).toEqual({ client, rest });
    expect(v2({ transport: 0x21, addresses: ipv6 })).toEqual({ client: { address: "2001:db8::1", port: 256 }, rest });
  });

  test("says nothing of a LOCAL, an UNSPEC and a unix client", () => {
    expect(v2({ command: 0x20 })).toEqual({ client: null, rest });
    expect(v2({ command: 0x20, transport: 0, addresses: new Uint8Array() })).toEqual({ client: null, rest });
    expect(v2({ transport: 0, addresses: Uint8Array.of(1, 2, 3) })).toEqual({ client: null, rest });
    expect(v2({ transport: 0x31, addresses: new Uint8Array(216) })).toEqual({ client: null, rest });
  });

  test("may carry TLVs, which are skipped", () => {
    const tlvs = [tlv(0x01, Buffer.from("pop3")), tlv(0x04, new Uint8Array(300)), tlv(0xe0, new Uint8Array())];
    expect(v2({ tlvs })).toEqual({ client, rest });
  });

  test("with a checksum must have the right one", () => {
    expect(v2({ tlvs: [tlv(0x02, Buffer.from("mail"))], checksum: "right" })).toEqual({ client, rest });
    expect(v2({ tlvs: [tlv(0x02, Buffer.from("mail"))], checksum: "wrong" })).toBe("its checksum is wrong");
    expect(v2({ tlvs: [tlv(0x03, Uint8Array.of(1, 2))] })).toBe("its checksum has not four octets");
  });

  test("is bounded by its own length, and refused where that cannot be", () => {
    expect(v2({ addresses: ipv4.subarray(0, 11) })).toBe("it is too short for its addresses");
    expect(v2({ transport: 0x21 })).toBe("it is too short for its addresses");
    expect(v2({ tlvs: [tlv(1, new Uint8Array(8_192 - 12 - 3))] })).toEqual({ client, rest });
    expect(v2({ tlvs: [tlv(1, new Uint8Array(8_192 - 12 - 2))] })).toBe("it has more than 8192 octets");
    expect(v2({ tlvs: [Uint8Array.of(1, 0, 9, 1)] })).toBe("a TLV is longer than the header");
    expect(v2({ tlvs: [Uint8Array.of(1, 0)] })).toBe("its last TLV is cut off");
    expect(read(proxyV2({ addresses: ipv4 }).subarray(0, 27))).toBe("more");
  });

  test.each([0x11, 0x22, 0x01, 0x2f])("of the version and command %i is refused", (command) =>
    expect(v2({ command })).toBe("its version and command are neither LOCAL nor PROXY"),
  );

  test.each([0x12, 0x22, 0x41, 0x1f])("of the transport %i is refused", (transport) =>
    expect(v2({ transport })).toBe("its transport is no stream"),
  );
});

test("CRC-32C gives the figures of RFC 3720, B.4", () => {
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
  expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
  expect(crc32c(Buffer.from("123456789"))).toBe(0xe3069283);
});
