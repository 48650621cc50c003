import { isIPv6 } from "node:net";

/**
 * What one guesser can easily move within: the /24 of an IPv4 address, the /64 of an IPv6 one. As text, only to be
 * compared.
 */
export function networkOf(address: string): string {
  const unmapped = address.replace(/^::ffff:(?=\d+\.)/i, "");
  if (!isIPv6(unmapped)) return unmapped.split(".").slice(0, 3).join(".");
  return groupsOf(unmapped).slice(0, 4).join(":");
}

/** The eight groups, without leading zeros; a zone index is no part of them. */
function groupsOf(address: string): string[] {
  const [head = "", tail] = (address.split("%")[0] ?? "").toLowerCase().split("::");
  const split = (text: string) => (text === "" ? [] : text.split(":").map((group) => group.replace(/^0+(?=.)/, "")));
  const [first, last] = [split(head), split(tail ?? "")];
  const missing = tail === undefined ? 0 : Math.max(0, 8 - first.length - last.length);
  return [...first, ...Array.from({ length: missing }, () => "0"), ...last];
}
