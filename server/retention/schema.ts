import { z } from "zod";
import { rowId } from "../input/schema.ts";
import { defaultRecoverableDays, never } from "./built-in.ts";

/** Where a rule may stand, the farthest first. */
export const retentionLevels = ["server", "domain", "account"] as const;
export type RetentionLevel = (typeof retentionLevels)[number];

export const deleBehaviours = ["remove", "keep", "refuse"] as const;
export type DeleBehaviour = (typeof deleBehaviours)[number];

export { defaultRecoverableDays, never };

const mostDays = 36_500;

/** What one level says; null: nothing, so the level above does. */
export interface RuleFields {
  /** Days, or `never`. */
  readonly removeAfterArrivalDays: number | null;
  readonly removeAfterDownloadDays: number | null;
  readonly keepsUndownloaded: boolean | null;
  readonly onDele: DeleBehaviour | null;
  readonly recoverableDays: number | null;
  /** 0: none. */
  readonly loginDelaySeconds: number | null;
}

export const ruleFieldNames = [
  "removeAfterArrivalDays",
  "removeAfterDownloadDays",
  "keepsUndownloaded",
  "onDele",
  "recoverableDays",
  "loginDelaySeconds",
] as const satisfies readonly (keyof RuleFields)[];

export interface HoldFields {
  readonly holdReason: string | null;
  readonly holdSinceAt: Date | null;
  readonly holdEndsAt: Date | null;
}

export type Rule = RuleFields & HoldFields;

export const emptyRule: Rule = {
  removeAfterArrivalDays: null,
  removeAfterDownloadDays: null,
  keepsUndownloaded: null,
  onDele: null,
  recoverableDays: null,
  loginDelaySeconds: null,
  holdReason: null,
  holdSinceAt: null,
  holdEndsAt: null,
};

/** A value and the level that said it; null: nobody did, and it is what holds from the start. */
export interface Sourced<T> {
  readonly value: T;
  readonly source: RetentionLevel | null;
}

export interface Hold {
  readonly level: RetentionLevel;
  readonly reason: string;
  readonly sinceAt: Date;
  /** Null: without end. */
  readonly endsAt: Date | null;
}

/** What is in force for an account, a domain or the server. */
export interface EffectiveRetention {
  /** Days; null: never. */
  readonly removeAfterArrivalDays: Sourced<number | null>;
  readonly removeAfterDownloadDays: Sourced<number | null>;
  readonly keepsUndownloaded: Sourced<boolean>;
  readonly onDele: Sourced<DeleBehaviour>;
  readonly recoverableDays: Sourced<number>;
  /** Null: none. */
  readonly loginDelaySeconds: Sourced<number | null>;
  /** The farthest level that holds now; null: none does. */
  readonly hold: Hold | null;
}

/** An empty field inherits; what cannot be understood is answered with the sentence. */
function inheritable<T extends z.ZodType>(field: T, sentence: string) {
  const inherit = z.union([z.literal(""), z.literal("inherit"), z.null()]).transform(() => null);
  return z.union([inherit, field], sentence).optional();
}

function whole(from: number, to: number) {
  return z.coerce.number().int().min(from).max(to);
}

const days = (least: number) =>
  inheritable(
    z.union([z.literal("never").transform(() => never), whole(least, mostDays)]),
    `A whole number of days from ${least} to ${mostDays}, or "never".`,
  );

const yesOrNo = z.union([z.boolean(), z.literal("yes").transform(() => true), z.literal("no").transform(() => false)]);

/** The fields of a rule as a form or the command line sends them. A field that is not named stays as it is; an empty one inherits. */
export const ruleFields = z.object({
  removeAfterArrivalDays: days(1),
  removeAfterDownloadDays: days(0),
  keepsUndownloaded: inheritable(yesOrNo, 'Either "yes" or "no".'),
  onDele: inheritable(z.enum(deleBehaviours), 'One of "remove", "keep", "refuse".'),
  recoverableDays: inheritable(whole(1, 3650), "A whole number of days from 1 to 3650."),
  loginDelaySeconds: inheritable(whole(0, 86_400), "A whole number of seconds from 0 (none) to 86400."),
});

/** What another page suggests to say, in the address bar; nonsense suggests nothing. */
export const suggestedRule = ruleFields.pick({ removeAfterDownloadDays: true, onDele: true }).catch({});

/** Whose rule: of the server (no id), a domain or an account. */
export const retentionPlace = z
  .object({ level: z.enum(retentionLevels), id: z.union([rowId, z.literal("").transform(() => undefined)]).optional() })
  .refine(({ level, id }) => (level === "server") === (id === undefined), {
    message: "A domain or an account is named by its id.",
  });
export type RetentionPlace = z.output<typeof retentionPlace>;

/** A change of one level's rule: what the simulator is asked about, and what is saved. */
export const ruleChange = z.intersection(retentionPlace, ruleFields);
export type RuleChange = z.output<typeof ruleChange>;

const holdReason = z
  .string()
  .trim()
  .min(3, "Say why, so that whoever lifts the hold knows what it was for.")
  .max(500, "At most 500 characters.");

export const newHold = z.intersection(
  retentionPlace,
  z.object({
    reason: holdReason,
    /** The day it ends, at its beginning in UTC; nothing: without end. */
    endsAt: z
      .union([z.literal("").transform(() => null), z.null(), z.coerce.date("A date such as 2027-03-01.")])
      .optional()
      .transform((at) => at ?? null),
  }),
);
export type NewHold = z.output<typeof newHold>;

export const liftedHold = z.intersection(retentionPlace, z.object({ reason: holdReason }));
export type LiftedHold = z.output<typeof liftedHold>;

/** A domain or an account that says something itself. */
export interface DifferingRow {
  readonly level: "domain" | "account";
  readonly id: number;
  readonly name: string;
  readonly says: string;
  /** Of a hold that is on. */
  readonly holdReason: string | null;
  readonly changedAt: Date;
}

/** A field in force, in words. */
export interface EffectiveField {
  readonly label: string;
  readonly value: string;
  readonly source: string;
}
