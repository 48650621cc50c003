import { DomainError } from "../errors.ts";
import { type Network, overlap, parseNetwork } from "../network/network.ts";

const loopback = ["127.0.0.0/8", "::1/128"].map(networkIn);

/** Whether a network is, holds or lies within what this machine calls itself by. */
export function isOwnMachine(network: Network): boolean {
  return loopback.some((own) => overlap(own, network));
}

/** Of a text that a schema has taken, or a table keeps. */
export function networkIn(text: string): Network {
  const network = parseNetwork(text);
  if (network === null) throw new DomainError("invalid", `"${text}" is no network.`, "network");
  return network;
}
