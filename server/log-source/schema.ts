import { z } from "zod";
import { flag } from "../input/schema.ts";
import { isTimeZone } from "../input/time-zone.ts";

export const sourceKinds = ["file", "journal", "own"] as const;
export type SourceKind = (typeof sourceKinds)[number];

/** What the log reader says of a source: older lines first · as they come · no such file · something is wrong · switched off. */
export const sourceStates = ["reading", "following", "missing", "troubled", "off"] as const;
export type SourceState = (typeof sourceStates)[number];

const name = z.string().trim().min(1, "Give the source a name.").max(60, "A name has at most 60 characters.");

const path = z
  .string()
  .trim()
  .min(1, "Type the path of a log, such as /var/log/mail.log.")
  .max(500, "A path has at most 500 characters.")
  .refine(
    (text) => text.startsWith("/") && !text.includes("\0"),
    "The path begins with a slash, such as /var/log/mail.log.",
  )
  .refine((text) => !text.split("/").includes(".."), "Write the path without “..”.")
  .refine((text) => !text.slice(0, text.lastIndexOf("/")).includes("*"), "Only the last part of a path may have a *.")
  .refine(
    (text) => !/(^|\/)[.*]*$/.test(text),
    "The path ends with the name of a file, such as mail.log or mail*.log.",
  );

const zone = z.string().trim().max(60).refine(isTimeZone, "A zone such as Europe/Vienna, or nothing.");

export const newSource = z.object({
  name,
  path,
  kind: z.enum(["file", "journal"], 'Either "file" or "journal".').default("file"),
  zone: zone.default(""),
});
export type NewSource = z.input<typeof newSource>;

export const sourceChange = z.object({
  id: z.coerce.number().int(),
  name: name.optional(),
  zone: zone.optional(),
});
export type SourceChange = z.input<typeof sourceChange>;

export const sourceSwitch = z.object({ id: z.coerce.number().int(), isEnabled: flag });
export type SourceSwitch = z.input<typeof sourceSwitch>;

/** The word that is typed to delete a source with its lines. */
export const deletionWord = "DELETE";
export const sourceDeletion = z.object({ id: z.coerce.number().int() });

/** A source as it is wished, and what the log reader of this machine says of it. */
export interface SourceView {
  readonly id: number;
  readonly name: string;
  readonly path: string;
  readonly kind: SourceKind;
  /** Empty: that of the machine. */
  readonly zone: string;
  readonly isEnabled: boolean;
  /** Null: the reader has not looked yet. */
  readonly fact: SourceFact | null;
}

export interface SourceFact {
  readonly state: SourceState;
  readonly trouble: string;
  /** A command that mends it; empty where none does. */
  readonly remedy: string;
  /** Of the newest line. */
  readonly lastAt: Date | null;
  /** Stored from it since ever. */
  readonly lineCount: number;
  readonly waitingOctets: number;
  readonly readAt: Date | null;
  readonly seenAt: Date;
  /** Nobody has looked for a while: the reader is away. */
  readonly isOld: boolean;
}

/** A log that is there and is no source yet. */
export interface SuggestedSource {
  readonly path: string;
  readonly name: string;
  readonly kind: SourceKind;
  /** Empty where it can be read; else why not, and the command that mends it. */
  readonly trouble: string;
  readonly remedy: string;
}
