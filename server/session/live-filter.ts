import { parseIp } from "../network/ip-address.ts";
import { isWithin, parseNetwork } from "../network/network.ts";
import type { LiveRow, LiveSessionFilter } from "./schema.ts";

/**
 * Whether a live session is looked for. A network (10.0.0.0/8) or a whole address finds by what it means, so that ::ffff:192.0.2.1 is
 * 192.0.2.1; any other text is part of an account's address or of an IP address.
 */
export function liveMatcher(filter: Partial<LiveSessionFilter>): (row: LiveRow) => boolean {
  const { accountId, listener, tls, state, node } = filter;
  const text = (filter.search ?? "").trim().normalize("NFC").toLowerCase();
  const network = text === "" ? null : parseNetwork(text);
  return (row) => {
    if (accountId !== undefined && row.accountId !== accountId) return false;
    if (listener !== undefined && row.listenerId !== listener) return false;
    if (state !== undefined && row.state !== state) return false;
    if (node !== undefined && row.node !== node) return false;
    if (tls !== undefined && (tls === "yes") !== (row.tlsVersion !== null)) return false;
    if (network !== null) {
      const address = parseIp(row.remoteAddress);
      return address !== null && isWithin(address, network);
    }
    return text === "" || (row.address ?? "").includes(text) || row.remoteAddress.includes(text);
  };
}
