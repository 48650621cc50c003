import { z } from "zod";
import { rowId } from "../input/schema.ts";
import { oneNetwork } from "../network/schema.ts";
import { settingsChange } from "../setting/schema.ts";

export { spokenNetwork } from "../network/network.ts";

/** How long something holds, as people choose it. */
export const lengths = [
  { value: "30m", label: "for 30 minutes" },
  { value: "2h", label: "for 2 hours" },
  { value: "1d", label: "for a day" },
  { value: "7d", label: "for a week" },
  { value: "30d", label: "for 30 days" },
  { value: "forever", label: "for ever" },
] as const;

const unitMs = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const longestMs = 3_650 * unitMs.d;

const lengthSentence = 'Write a time as 30m, 2h or 7d (ten years at most), or "forever".';

/** "30m", "2h", "7d" in milliseconds; null for "forever". */
const lengthText = z
  .string()
  .trim()
  .toLowerCase()
  .transform((text, context) => {
    if (text === "forever") return null;
    const [, count = "", unit = "m"] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
    const ms = Number(count) * unitMs[unit as keyof typeof unitMs];
    if (count !== "" && ms > 0 && ms <= longestMs) return ms;
    context.addIssue({ code: "custom", message: lengthSentence });
    return z.NEVER;
  });

/** As somebody types it, or as it was understood. */
const length = z.union([z.null(), z.number().int().positive().max(longestMs), lengthText], lengthSentence);

const note = z
  .string()
  .trim()
  .max(200, "A note has at most 200 characters.")
  .regex(/^\P{Cc}*$/u, "A note is one line.")
  .default("");

/** What somebody types who wants to keep out this machine, or himself. */
export const confirmingWord = "block";

export const newRule = z.object({
  network: oneNetwork,
  action: z.enum(["allow", "deny"]),
  lasts: length.default(null),
  note,
  /** Only asked for where it would keep out this machine or whoever asks. */
  confirmation: z.string().trim().optional(),
});
export type NewRule = z.input<typeof newRule>;

export const ruleEnd = z.object({ id: rowId });
export const blockLift = z.object({ id: rowId });
/** Lifts it and lets the network in from now on. */
export const blockAllowance = z.object({ id: rowId, lasts: length.default(null) });
export const throttleEnd = z.object({ network: z.string().max(60), address: z.string().max(254) });
export type ThrottleEnd = z.output<typeof throttleEnd>;

/** The settings that stand on the page, by their forms. */
export const throttleSettings = [
  "throttlesGuesses",
  "freeGuesses",
  "freeGuessesPerNetwork",
  "guessDelaySeconds",
  "longestGuessDelayMinutes",
  "guessForgottenMinutes",
  "knownNetworkDays",
] as const;
export const blockSettings = [
  "blocksGuessers",
  "blockAfterRefusals",
  "blockWithinMinutes",
  "blockMinutes",
  "longestBlockDays",
  "guesserIpv4Bits",
  "guesserIpv6Bits",
] as const;
export const throttleChange = settingsChange.pick({
  throttlesGuesses: true,
  freeGuesses: true,
  freeGuessesPerNetwork: true,
  guessDelaySeconds: true,
  longestGuessDelayMinutes: true,
  guessForgottenMinutes: true,
  knownNetworkDays: true,
});
export const blockChange = settingsChange.pick({
  blocksGuessers: true,
  blockAfterRefusals: true,
  blockWithinMinutes: true,
  blockMinutes: true,
  longestBlockDays: true,
  guesserIpv4Bits: true,
  guesserIpv6Bits: true,
});

export interface RuleView {
  readonly id: number;
  /** CIDR. */
  readonly network: string;
  readonly action: "allow" | "deny";
  readonly note: string;
  /** Null: for ever. */
  readonly expiresAt: Date | null;
  readonly createdAt: Date;
  readonly createdBy: string;
}

export interface BlockView {
  readonly id: number;
  readonly network: string;
  readonly reason: "guesses" | "spray";
  readonly guesses: number;
  readonly addresses: number;
  readonly repetition: number;
  readonly startedAt: Date;
  readonly expiresAt: Date;
  readonly refusedCount: number;
  readonly lastRefusedAt: Date | null;
}

export interface ThrottleView {
  /** Empty: guesses from everywhere at this address. */
  readonly network: string;
  /** Empty: guesses at any address from this network. */
  readonly address: string;
  readonly accountId: number | null;
  /** Somebody signs in rightly from there: it is only slowed down a little. */
  readonly isKnown: boolean;
  readonly guesses: number;
  readonly heldBack: number;
  readonly notBeforeAt: Date;
  readonly firstAt: Date;
}

/** What settings of waiting would have meant for the refused sign-ins of the last day, which are known by the hour. */
export interface ThrottleEffect {
  /** Times that one network tried one account more often within an hour than is free, as asked; and as it is in force. */
  readonly waiting: number;
  readonly waitingNow: number;
  /** Of those asked about: from where somebody signs in rightly. They wait a minute at most. */
  readonly known: number;
  /** Networks that tried more within an hour, at all accounts together, than is free for a network: as asked, and as it is in force. */
  readonly networks: number;
  readonly networksNow: number;
}

/** The same of keeping out. */
export interface BlockEffect {
  readonly networks: number;
  readonly networksNow: number;
  /** Networks with as many refusals that are spared, for somebody signed in rightly from there. */
  readonly spared: number;
  readonly examples: readonly { readonly network: string; readonly refused: number }[];
}
