import { z } from "zod";
import { rowId } from "../input/schema.ts";
import { networkList } from "../network/schema.ts";

/** Live ones of an account: more devices than anybody has, and few enough that SCRAM can try each. */
export const mostAppPasswords = 25;

/** An instant, as a form, a script or the command line has it; nothing: it holds until it is revoked. */
const expiresAt = z.union(
  [
    z.literal("").transform(() => null),
    z.null(),
    z.date(),
    z.iso.datetime({ offset: true }).transform((text) => new Date(text)),
    z.iso.date().transform((text) => new Date(`${text}T23:59:59.999Z`)),
  ],
  "Write the end as a day such as 2027-01-31, or leave it empty.",
);

const daysSentence = "Write a whole number of days from 1 to 3,650, or leave it empty.";
const wholeDays = z.coerce.number(daysSentence).int(daysSentence).min(1, daysSentence).max(3_650, daysSentence);

/** Days from now, as a form offers them. */
const days = z.union([z.literal("").transform(() => null), z.null(), wholeDays], daysSentence);

export const newAppPassword = z.object({
  accountId: rowId,
  name: z
    .string()
    .trim()
    .min(1, "Say what it is for, such as Ann's phone.")
    .max(60, "A name has at most 60 characters.")
    .regex(/^\P{Cc}*$/u, "A name holds no line breaks."),
  expiresAt: expiresAt.optional(),
  days: days.optional(),
  allowedNetworks: networkList().optional(),
});
export type NewAppPassword = z.input<typeof newAppPassword>;

export const appPasswordRevocation = z.object({ id: rowId });
export type AppPasswordRevocation = z.input<typeof appPasswordRevocation>;

export interface AppPasswordView {
  readonly id: number;
  readonly name: string;
  /** CIDR, a comma between; empty: wherever the account may sign in from. */
  readonly allowedNetworks: string;
  readonly expiresAt: Date | null;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
  readonly lastUsedAddress: string | null;
  readonly revokedAt: Date | null;
  /** Whether it lets somebody in at this moment. */
  readonly isLive: boolean;
}
