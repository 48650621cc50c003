import { ipv4Octets, ipv6Groups, ipv6Text } from "./ip-text.ts";
import { type Malformed, malformed } from "./malformed.ts";
import type { ProxiedClient, ProxyHeader } from "./proxy-header.ts";

export const V1_PREFIX = new TextEncoder().encode("PROXY ");

/** Longest line, CRLF counted: two IPv6 addresses of 39 characters and two ports. */
const MAX_V1_OCTETS = 107;
const LF = 0x0a;
const PORT = /^(?:0|[1-9]\d{0,4})$/;

/** The line of version 1: `PROXY TCP4 192.0.2.1 192.0.2.2 4321 110`, CRLF. One blank between, nothing else. */
export function parseProxyV1(octets: Uint8Array): ProxyHeader | Malformed | null {
  const end = octets.subarray(0, MAX_V1_OCTETS).indexOf(LF);
  if (end === -1) {
    return octets.length < MAX_V1_OCTETS ? null : malformed(`its line is longer than ${MAX_V1_OCTETS} octets`);
  }
  const line = String.fromCharCode(...octets.subarray(0, end));
  if (!line.endsWith("\r")) return malformed("its line does not end in CRLF");
  const client = clientOf(line.slice(V1_PREFIX.length, -1));
  return client !== null && "malformed" in client ? client : { client, octets: end + 1 };
}

function clientOf(text: string): ProxiedClient | Malformed | null {
  const [family, ...fields] = text.split(" ");
  // What follows UNKNOWN must be ignored.
  if (family === "UNKNOWN") return null;
  if (family !== "TCP4" && family !== "TCP6") return malformed("its protocol is none of TCP4, TCP6 and UNKNOWN");
  const [source, destination, sourcePort, destinationPort, ...more] = fields;
  if (destinationPort === undefined || more.length > 0) return malformed("it has not two addresses and two ports");
  const [address, other] = [source, destination].map((field) => addressOf(family, field ?? ""));
  if (!address || !other) return malformed(`its addresses are not those of ${family}`);
  const [port, otherPort] = [sourcePort, destinationPort].map((field) => portOf(field ?? ""));
  if (port == null || otherPort == null) return malformed("its ports are not numbers up to 65535");
  return { address, port };
}

function addressOf(family: "TCP4" | "TCP6", text: string): string | null {
  if (family === "TCP4") return ipv4Octets(text) && text;
  const groups = ipv6Groups(text);
  return groups && ipv6Text(groups);
}

function portOf(text: string): number | null {
  return PORT.test(text) && Number(text) <= 65_535 ? Number(text) : null;
}
