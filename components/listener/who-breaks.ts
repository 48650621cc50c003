import { countOf } from "#components/ui/count.tsx";
import type { ListenerUseSummary, ListenerWish } from "#server/listener/schema.ts";

/** Who breaks, in a sentence: with what is done to the listener said first. `all`: everybody who signed in through it. */
export function whoBreaks({ tls }: Pick<ListenerWish, "tls">, all: ListenerUseSummary): string[] {
  if (all.accounts === 0)
    return ["Nobody has signed in here in the last 30 days: closing it breaks nobody that is known."];
  const closing = `If it closes, ${countOf(all.accounts, "account")} from ${countOf(all.addresses, "address", "addresses")} must come another way: so many signed in here in the last 30 days.`;
  if (tls === "implicit") return [closing];
  if (all.clearAccounts === 0) return [closing, "All of them came with TLS: requiring it breaks nobody."];
  const whom = all.clearAccounts === all.accounts ? "all of them" : `${countOf(all.clearAccounts, "account")} of them`;
  return [
    closing,
    `If it ${tls === "none" ? "lets nobody in without TLS" : "requires TLS"}, ${whom} cannot sign in until their mail programs use TLS.`,
  ];
}
