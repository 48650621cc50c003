import { isMapped, parseIp } from "./ip-address.ts";
import { networkText, parseNetwork } from "./network.ts";

/** How many bits of an address tell one guesser from another. */
export interface GuesserBits {
  readonly ipv4: number;
  readonly ipv6: number;
}

const usual: GuesserBits = { ipv4: 24, ipv6: 64 };

/**
 * What one guesser can easily move within, as canonical CIDR: unless told otherwise the /24 of an IPv4 address, the /64 of an IPv6 one
 * (RFC 6177). A zone is no part of it; text that is no address is its own network.
 */
export function networkAround(address: string, { ipv4, ipv6 } = usual): string {
  const [plain = ""] = address.split("%");
  const octets = parseIp(plain);
  if (octets === null) return address;
  const v4 = octets.subarray(12).join(".");
  const network = parseNetwork(isMapped(octets) ? `${v4}/${ipv4}` : `${plain}/${ipv6}`);
  return network === null ? address : networkText(network);
}
