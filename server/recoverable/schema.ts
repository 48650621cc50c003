import { z } from "zod";
import { listPage, rowId } from "../input/schema.ts";

/** What took recoverable messages out of their maildrop. */
export const removalCauses = ["session", "administrator", "retention", "rebuild"] as const;
export type RemovalCause = (typeof removalCauses)[number];

/** One recoverable message, as a list names it. */
export interface RecoverableKey {
  readonly accountId: number;
  readonly sequence: number;
}

/** As a form sends it: "12:34". */
const key = z
  .string()
  .regex(/^\d{1,10}:\d{1,10}$/)
  .transform((text): RecoverableKey => {
    const [accountId = 0, sequence = 0] = text.split(":").map(Number);
    return { accountId, sequence };
  });

export const keyOf = ({ accountId, sequence }: RecoverableKey): string => `${accountId}:${sequence}`;

const mostKeys = 1_000;
const keys = z.preprocess(
  (value) => (typeof value === "string" ? value.split(",").filter((each) => each !== "") : value),
  z.array(key).min(1, "Choose at least one message.").max(mostKeys, `At most ${mostKeys} messages at once.`),
);

export const restoreKinds = ["restore", "restore-for-download"] as const;
export type RestoreKind = (typeof restoreKinds)[number];

export const restoration = z.object({ messages: keys, kind: z.enum(restoreKinds).default("restore") });
export type RestorationInput = z.output<typeof restoration>;

export const purgeOrder = z.object({ messages: keys });
export type PurgeOrder = z.output<typeof purgeOrder>;

const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .transform((text) => new Date(`${text}T00:00:00Z`))
  .optional()
  .catch(undefined);

/** What the list of recoverable mail understands from the address bar. */
export const recoverableList = listPage.extend({
  direction: z.enum(["asc", "desc"]).catch("desc"),
  sort: z.enum(["removedAt", "purgeAfterAt", "octets"]).catch("removedAt"),
  cause: z.enum(["all", ...removalCauses]).catch("all"),
  accountId: rowId.optional().catch(undefined),
  domainId: rowId.optional().catch(undefined),
  removalId: rowId.optional().catch(undefined),
  /** The first and the last day of removal, UTC. */
  from: day,
  to: day,
});
export type RecoverableList = z.output<typeof recoverableList>;

export interface RecoverableRow extends RecoverableKey {
  readonly address: string;
  readonly uniqueId: string;
  readonly sender: string;
  readonly subject: string;
  readonly octets: number;
  readonly arrivedAt: Date;
  readonly downloadedAt: Date | null;
  readonly removedAt: Date;
  readonly removalId: number;
  readonly cause: RemovalCause;
  /** Whoever removed it, or the rule, in words; empty for a mail program. */
  readonly reason: string;
  readonly purgeAfterAt: Date;
  readonly isHeld: boolean;
}

export interface RecoverableTotals {
  readonly messageCount: number;
  readonly octets: number;
}
