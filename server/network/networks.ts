import { parseIp } from "./ip-address.ts";
import { isWithin, parseNetwork } from "./network.ts";

/** Whether an address lies in one of some networks; an IPv4 address may come as IPv4-mapped IPv6, and text that is no address does not. */
export type NetworksCheck = (address: string) => boolean;

/** `networks` as a table keeps them: CIDR, a comma between. None hold nobody. */
export function networksCheck(networks: string): NetworksCheck {
  const list = networks.split(",").flatMap((text) => parseNetwork(text.trim()) ?? []);
  return (text) => {
    const address = list.length === 0 ? null : parseIp(text);
    return address !== null && list.some((network) => isWithin(address, network));
  };
}
