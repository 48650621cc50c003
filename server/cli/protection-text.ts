import { spokenNetwork } from "../network/network.ts";
import type { Explanation, Finding } from "../protection/explain-address.ts";

/** What sign-in protection says of a client, a sentence a line, the verdict first. */
export function explanationLines({ isKeptOut, mustWait, isKnown, findings }: Explanation): string[] {
  const verdict = isKeptOut
    ? "Its connections are refused."
    : mustWait
      ? "It may connect, but its next sign-in is answered without a look at the password."
      : "Sign-in protection does not keep it out, nor make it wait.";
  const known =
    isKnown === null ? [] : [`Somebody ${isKnown ? "has" : "has not"} signed in to this account from there lately.`];
  return [verdict, ...known, ...findings.map(lineOf)];
}

function lineOf(finding: Finding): string {
  const network = spokenNetwork(finding.network);
  const until =
    finding.until === null ? "for ever" : `until ${finding.until.toISOString().slice(0, 16).replace("T", " ")} UTC`;
  switch (finding.kind) {
    case "allow":
      return `Rule ${finding.id}: ${network} is always let in, ${until}.`;
    case "deny":
      return `Rule ${finding.id}: ${network} is kept out, ${until}.`;
    case "block":
      return `Block ${finding.id}: ${network} is kept out for ${finding.guesses} refused sign-ins, ${until}.`;
    case "throttle": {
      const wait = finding.until === null ? "waits after the next wrong password" : `waits ${until}`;
      return `Throttle: ${network} ${wait} for ${finding.address || "any address"}, after ${finding.guesses} wrong ones.`;
    }
  }
}
