import { z } from "zod";
import { certificateNames } from "../certificate/schema.ts";
import { flag, oneRow, rowId } from "../input/schema.ts";

export const letsEncrypt = "https://acme-v02.api.letsencrypt.org/directory";
export const letsEncryptStaging = "https://acme-staging-v02.api.letsencrypt.org/directory";

export const challenges = ["http-01", "dns-01"] as const;
export type ChallengeKind = (typeof challenges)[number];
export const automaticStates = ["waiting", "running", "done", "failed"] as const;
export type AutomaticState = (typeof automaticStates)[number];

const directoryUrl = z
  .url({ protocol: /^https$/, error: "The address of a directory begins with https://." })
  .max(500, "The address is too long.");

const directoryCa = z
  .string()
  .trim()
  .max(64 * 1024, "This is too long for a few certificates.")
  .refine((text) => text === "" || text.includes("-----BEGIN CERTIFICATE-----"), {
    message: "Paste the authority's root certificate as PEM, or leave it empty.",
  });

const contact = z.union([z.literal(""), z.email("This is no e-mail address.").max(254)]);

/** A file name in the folder `hooks`, never a path: who may use the console must not thereby run any program of the machine. */
const hook = z.union([
  z.literal(""),
  z.string().regex(/^[\w][\w.-]{0,99}$/, "A hook is named by its file in the folder hooks, without a path."),
]);

export const newAutomatic = z
  .object({
    names: certificateNames,
    keyType: z.enum(["ecdsa-p256", "rsa-2048"]).default("ecdsa-p256"),
    directoryUrl: directoryUrl.default(letsEncrypt),
    directoryCa: directoryCa.default(""),
    contact: contact.default(""),
    challenge: z.enum(challenges).default("http-01"),
    hook: hook.default(""),
    dnsWaitSeconds: z.coerce
      .number()
      .int()
      .min(0, "From 0 to 900 seconds.")
      .max(900, "From 0 to 900 seconds.")
      .default(30),
    /** Tried against the staging directory first, which counts towards no limit. */
    triesFirst: flag.default(true),
    trialUrl: z.union([z.literal(""), directoryUrl]).optional(),
    /** The authority's terms of service (RFC 8555 §7.3.3). */
    agreesToTerms: flag.default(false),
  })
  .superRefine(({ names, challenge, hook: program, agreesToTerms }, context) => {
    const refuse = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
    // Of the whole form: a switch has no place for a sentence.
    const terms = "Without agreeing to the authority's terms of service it gives no certificate.";
    if (!agreesToTerms) context.addIssue({ code: "custom", path: [], message: terms });
    if (names.some((name) => /^[\d.]+$|:/.test(name)))
      refuse("names", "IP addresses are not offered here: name hosts.");
    if (challenge === "http-01" && names.some((name) => name.startsWith("*."))) {
      refuse("names", "A wildcard can only be proved by DNS: choose DNS, or name the hosts one by one.");
    }
    if (challenge === "dns-01" && program === "") refuse("hook", "DNS needs a program that sets the record.");
  });
export type NewAutomatic = z.input<typeof newAutomatic>;

export const automaticRow = oneRow;
export const automaticSwitch = z.object({ id: rowId, isEnabled: flag });
export const automaticAttempt = z.object({ id: rowId, isTrial: flag.optional() });

/** What went wrong, in words, with what to do. */
export interface AcmeTrouble {
  readonly what: string;
  readonly why: string;
  readonly remedy: string;
}

/** One step of an attempt. */
export interface AcmeStep {
  readonly at: string;
  readonly text: string;
}

export interface AutomaticView {
  readonly id: number;
  readonly names: readonly string[];
  readonly keyType: string;
  readonly directoryUrl: string;
  readonly contact: string;
  readonly challenge: ChallengeKind;
  readonly hook: string;
  readonly trialUrl: string;
  readonly isEnabled: boolean;
  readonly certificateId: number | null;
  readonly state: AutomaticState;
  readonly triedAt: Date | null;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly nextAt: Date | null;
  readonly failureCount: number;
  readonly problem: AcmeTrouble | null;
  readonly steps: readonly AcmeStep[];
}
