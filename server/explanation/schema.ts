import { z } from "zod";
import { isMapped, ipText, parseIp } from "../network/ip-address.ts";
import type { FailureReason } from "../sign-in-failure/schema.ts";

/** What stands in the way without that the daemon, which counts what it refuses, could have counted it. */
export type OutsideReason =
  | "daemon-away"
  | "no-listener"
  | "kept-out"
  | "blocked"
  | "alias"
  | "no-domain"
  | "deleted-account"
  | "no-way-to-prove"
  | "hourly-use";

/** Everything for which somebody may not get at mail. */
export type Reason = FailureReason | OutsideReason;

const typed = z.string().trim().max(320).catch("");

/** As an address bar has it: `who` an address, an IP address or both, blanks or commas between; `from` the IP address alone. */
export const explainQuestion = z
  .object({ who: typed.default(""), from: typed.default("") })
  .transform(({ who, from }) => {
    const words = `${who} ${from}`.split(/[\s,;]+/).filter((word) => word !== "");
    const machines = words.flatMap((word) => plainIp(word) ?? []);
    const names = words.filter((word) => plainIp(word) === null);
    return { name: names[0] ?? "", remoteAddress: machines.at(-1) ?? "" };
  });
/** Either may be empty. */
export type ExplainQuestion = z.output<typeof explainQuestion>;

/** Canonical, as the daemon sees clients; brackets, a prefix of all bits and an IPv4-mapped form are forgiven. Null for what is no IP address. */
function plainIp(text: string): string | null {
  const bare = text.replace(/^\[(.*)\]$/, "$1").replace(/\/(32|128)$/, "");
  const octets = parseIp(bare);
  if (octets === null) return null;
  return isMapped(octets) ? octets.subarray(12).join(".") : ipText(octets);
}

/** What mends something: a verb there is already, with what it needs, or where to go. */
export type Fix =
  | { readonly kind: "lift-block"; readonly id: number; readonly network: string }
  | { readonly kind: "end-rule"; readonly id: number; readonly network: string }
  | { readonly kind: "let-in"; readonly network: string }
  | { readonly kind: "forget-throttle"; readonly network: string; readonly address: string }
  | { readonly kind: "switch-sign-in-on"; readonly accountId: number; readonly address: string }
  | {
      readonly kind: "set-password";
      readonly accountId: number;
      readonly address: string;
      readonly hasPassword: boolean;
    }
  | {
      readonly kind: "allow-network";
      readonly accountId: number;
      readonly address: string;
      readonly remoteAddress: string;
      /** The account's list with that address. */
      readonly allowedNetworks: string;
    }
  | { readonly kind: "allow-own-password"; readonly accountId: number; readonly address: string }
  | { readonly kind: "spare-account"; readonly address: string }
  | { readonly kind: "spare-network"; readonly network: string }
  | { readonly kind: "end-session"; readonly sessionId: string }
  | { readonly kind: "clear-lock"; readonly accountId: number; readonly address: string; readonly sessionId: string }
  | { readonly kind: "go"; readonly href: string; readonly label: string };

/** Something that stands in the way at this moment. */
export interface Obstacle {
  readonly reason: Reason;
  /** "all": nobody gets in while it stands. "some": only those who come in a certain way, which the sentence says. */
  readonly stops: "all" | "some";
  readonly title: string;
  /** With its facts. */
  readonly sentence: string;
  readonly since: Date | null;
  readonly until: Date | null;
  /** The rule or row that decides. */
  readonly decidedBy: { readonly text: string; readonly href: string } | null;
  readonly fixes: readonly Fix[];
}

/** What would become of a client at one listener. */
export interface Way {
  readonly listenerId: number;
  readonly name: string;
  readonly port: number | null;
  readonly lets: "in" | "only-with-tls" | "nobody" | "unknown";
  readonly sentence: string;
}

/** What was refused lately, of one kind. */
export interface Refused {
  /** As the table has it: rows of another version may have reasons that this one does not know. */
  readonly reason: string;
  readonly title: string;
  /** What it means, and what to check. */
  readonly meaning: string;
  /** Empty: several, or a name that is no address here. */
  readonly address: string;
  readonly accountId: number | null;
  readonly remoteAddress: string;
  readonly listenerId: number | null;
  readonly mechanism: string;
  readonly count: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
  readonly fixes: readonly Fix[];
}

export interface SignedInLately {
  readonly sessionId: string;
  readonly address: string | null;
  readonly remoteAddress: string;
  readonly signedInAt: Date;
  /** Null while it lasts. */
  readonly endedAt: Date | null;
}

export interface Verdict {
  readonly tone: "good" | "warning" | "danger";
  readonly sentence: string;
}

export interface SignInExplanation {
  /** As they were understood; null where none was given. */
  readonly address: string | null;
  readonly remoteAddress: string | null;
  readonly accountId: number | null;
  readonly verdict: Verdict;
  /** Of this moment: first what stops everybody, each in the order in which the daemon would come upon it. */
  readonly obstacles: readonly Obstacle[];
  readonly ways: readonly Way[];
  /** Of the last seven days, the latest first. */
  readonly refused: readonly Refused[];
  readonly lastSignIn: SignedInLately | null;
  readonly at: Date;
}
