import { crc32c } from "./crc32c.ts";
import { ipv6Text } from "./ip-text.ts";
import { type Malformed, malformed } from "./malformed.ts";
import type { ProxiedClient, ProxyHeader } from "./proxy-header.ts";

export const V2_PREFIX = Uint8Array.of(0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a);

const FIXED_OCTETS = 16;
/** Addresses and TLVs. The specification allows 65,535; a chain of certificates is no reason to be here. */
const MAX_V2_OCTETS = 8_192;
const LOCAL = 0x20;
const PROXY = 0x21;
const TLV_CRC32C = 0x03;

/** What the addresses of each family take up; those of UNSPEC are unknown. */
const families: Readonly<Record<number, { readonly octets: number; read(view: DataView): ProxiedClient | null }>> = {
  0: { octets: 0, read: () => null },
  1: { octets: 12, read: (view) => ({ address: ipv4At(view), port: view.getUint16(8) }) },
  2: { octets: 36, read: (view) => ({ address: ipv6At(view), port: view.getUint16(32) }) },
  // A client on a unix socket of the proxy's machine has no address of the network.
  3: { octets: 216, read: () => null },
};

/** The binary header of version 2. TLVs must be in order and are skipped, but for the checksum, which must be right. */
export function parseProxyV2(octets: Uint8Array): ProxyHeader | Malformed | null {
  if (octets.length < FIXED_OCTETS) return null;
  const [command, transport] = octets.subarray(V2_PREFIX.length);
  if (command !== LOCAL && command !== PROXY) return malformed("its version and command are neither LOCAL nor PROXY");
  const length = viewOf(octets).getUint16(14);
  if (length > MAX_V2_OCTETS) return malformed(`it has more than ${MAX_V2_OCTETS} octets`);
  const whole = FIXED_OCTETS + length;
  if (octets.length < whole) return null;
  const header = octets.subarray(0, whole);
  // Whatever LOCAL says of addresses must be ignored.
  if (command === LOCAL) return { client: null, octets: whole };
  const family = families[(transport ?? 0) >> 4];
  // Neither is there a datagram that carries POP3, nor a family beyond these.
  if (family === undefined || ((transport ?? 0) & 0x0f) > 1) return malformed("its transport is no stream");
  if (length < family.octets) return malformed("it is too short for its addresses");
  // UNSPEC may hold anything; nothing in it can be understood.
  if (family.octets === 0) return { client: null, octets: whole };
  const problem = problemOfTlvs(header, FIXED_OCTETS + family.octets);
  return problem ?? { client: family.read(viewOf(header.subarray(FIXED_OCTETS))), octets: whole };
}

function problemOfTlvs(header: Uint8Array, start: number): Malformed | null {
  const view = viewOf(header);
  for (let at = start; at < header.length; ) {
    if (at + 3 > header.length) return malformed("its last TLV is cut off");
    const length = view.getUint16(at + 1);
    const valueAt = at + 3;
    if (valueAt + length > header.length) return malformed("a TLV is longer than the header");
    if (header[at] === TLV_CRC32C) {
      if (length !== 4) return malformed("its checksum has not four octets");
      const zeroed = new Uint8Array(header);
      zeroed.fill(0, valueAt, valueAt + 4);
      if (crc32c(zeroed) !== view.getUint32(valueAt)) return malformed("its checksum is wrong");
    }
    at = valueAt + length;
  }
  return null;
}

function ipv4At(view: DataView): string {
  return [0, 1, 2, 3].map((at) => view.getUint8(at)).join(".");
}

function ipv6At(view: DataView): string {
  return ipv6Text([0, 2, 4, 6, 8, 10, 12, 14].map((at) => view.getUint16(at)));
}

function viewOf(octets: Uint8Array): DataView {
  return new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
}
