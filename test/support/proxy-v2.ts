import { crc32c } from "#pop3d/protocol/crc32c.ts";

const signature = Buffer.from("\r\n\r\n\0\r\nQUIT\n", "latin1");
const checksumTlv = Buffer.from([3, 0, 4, 0, 0, 0, 0]);

interface Fields {
  /** Version and command: 0x21 PROXY, 0x20 LOCAL. */
  readonly command?: number;
  /** Family and transport: 0x11 TCP over IPv4, 0x21 over IPv6. */
  readonly transport?: number;
  readonly addresses?: Uint8Array;
  readonly tlvs?: readonly Uint8Array[];
  /** Puts a CRC-32C at the end. */
  readonly checksum?: "right" | "wrong";
}

/** A header of version 2, right or wrong as the test says. */
export function proxyV2(fields: Fields): Buffer {
  const { command = 0x21, transport = 0x11, addresses = new Uint8Array(12), tlvs = [], checksum } = fields;
  const body = Buffer.concat([addresses, ...tlvs, ...(checksum === undefined ? [] : [checksumTlv])]);
  const header = Buffer.concat([
    signature,
    Buffer.from([command, transport, body.length >> 8, body.length & 0xff]),
    body,
  ]);
  if (checksum !== undefined) header.writeUInt32BE(crc32c(header), header.length - 4);
  if (checksum === "wrong") header.writeUInt8((header.at(-1) ?? 0) ^ 1, header.length - 1);
  return header;
}

export function tlv(type: number, value: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([type, value.length >> 8, value.length & 0xff]), value]);
}

/** A header of version 2 for a TCP client over IPv4. */
export function proxyV2From(address: string, port: number): Buffer {
  const addresses = Buffer.from([...address.split(".").map(Number), 127, 0, 0, 1, port >> 8, port & 0xff, 0, 110]);
  return proxyV2({ addresses, checksum: "right" });
}
