import { z } from "zod";
import { holds, isEverybody, type Network, networkText, parseNetwork } from "./network.ts";

export { spokenNetwork } from "./network.ts";

const mostCharacters = 2_000;

export interface NetworkListRules {
  /** Why a network of /0 is refused; absent where it may stand. */
  readonly notEverybody?: string;
}

/**
 * Networks and single machines as somebody types them, commas, blanks or line breaks between; as tables keep them: canonical CIDR, a
 * comma between, in the order typed. Each is refused in a sentence that names it: what is none, what has bits behind its prefix, what
 * lies within another.
 */
export function networkList({ notEverybody }: NetworkListRules = {}) {
  return z
    .string()
    .max(mostCharacters, `This list has at most ${mostCharacters.toLocaleString("en")} characters.`)
    .transform((text, context) => {
      const networks: Network[] = [];
      const refuse = (message: string) => void context.addIssue({ code: "custom", message });
      for (const typed of text.split(/[\s,;]+/).filter((part) => part !== "")) {
        const network = parseNetwork(typed);
        if (network === null) {
          refuse(
            `"${typed.slice(0, 60)}" is no network. Write one as 10.0.0.0/8 or 2001:db8::/32, a single machine as 192.0.2.1.`,
          );
        } else if (network.hasHostBits) {
          const [machine = ""] = typed.split("/");
          refuse(
            `"${typed}" is a machine and a network at once: write ${networkText(network)} for the network, or ${machine} for the machine.`,
          );
        } else if (notEverybody !== undefined && isEverybody(network)) refuse(notEverybody);
        else if (!networks.some((other) => networkText(other) === networkText(network))) networks.push(network);
      }
      for (const inner of networks) {
        const outer = networks.find((other) => other !== inner && holds(other, inner));
        if (outer)
          refuse(
            `${networkText(inner)} lies within ${networkText(outer)}, which is in the list as well: leave one of them out.`,
          );
      }
      return networks.map(networkText).join(",");
    });
}

/** Of one network, such as a rule is for; canonical. */
export const oneNetwork = networkList().refine((text) => text !== "" && !text.includes(","), {
  message: "Type one network such as 10.0.0.0/8, or one address.",
});
