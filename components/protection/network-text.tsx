import { spokenNetwork } from "#server/protection/schema.ts";

/** A network or an address. Only a long one is broken over lines. */
export function NetworkText({ network }: { network: string }) {
  const text = spokenNetwork(network);
  return <span className={text.includes(":") ? "font-mono wrap-anywhere" : "font-mono whitespace-nowrap"}>{text}</span>;
}
