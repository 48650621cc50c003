import { isMapped, parseIp } from "./ip-address.ts";
import { networkText, parseNetwork } from "./network.ts";

/**
 * What one guesser can easily move within: the /24 of an IPv4 address, the /64 of an IPv6 one (RFC 6177), as canonical CIDR. A zone is
 * no part of it; text that is no address is its own network.
 */
export function networkAround(address: string): string {
  const [plain = ""] = address.split("%");
  const octets = parseIp(plain);
  if (octets === null) return address;
  const v4 = octets.subarray(12).join(".");
  const network = parseNetwork(isMapped(octets) ? `${v4}/24` : `${plain}/64`);
  return network === null ? address : networkText(network);
}
