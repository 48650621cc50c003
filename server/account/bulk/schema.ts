import { z } from "zod";
import { rowId } from "../../input/schema.ts";
import { accountChange, accountList } from "../schema.ts";

export const bulkChanges = ["receive-on", "receive-off", "sign-in-on", "sign-in-off", "quota", "delete"] as const;
export type BulkChangeName = (typeof bulkChanges)[number];

/** Which accounts: those named, or all that match a list's filter. A form sends ids with commas between. */
const which = {
  ids: z
    .union([z.array(z.number()), z.string().transform((text) => text.split(",").filter(Boolean).map(Number))])
    .pipe(
      z.array(z.number().int().positive()).max(5_000, "Choose at most 5 000 by hand; or all that match the filter."),
    ),
  isAll: z.union([z.boolean(), z.string().transform((text) => text === "true")]).default(false),
  search: accountList.shape.search.default(""),
  filter: accountList.shape.filter.default("all"),
  domainId: z.union([z.literal("").transform(() => undefined), rowId]).optional(),
};

export const bulkChange = z
  .object({
    ...which,
    change: z.enum(bulkChanges, "Choose what is to change."),
    quotaOctets: accountChange.shape.quotaOctets,
    quotaMessages: accountChange.shape.quotaMessages,
    /** Typed by whoever deletes. */
    typedWord: z.string().trim().optional(),
  })
  .refine(({ isAll, ids }) => isAll || ids.length > 0, { error: "Choose at least one account.", path: ["ids"] });
export type BulkChange = z.output<typeof bulkChange>;

/** What a change of many would do, before it is done. */
export interface BulkEffect {
  readonly total: number;
  readonly changingCount: number;
  /** Are so already; left as they are. */
  readonly alreadyCount: number;
  /** What those that change hold. */
  readonly messageCount: number;
  readonly octets: number;
}

/** As the task's input holds it. */
export const bulkOrder = z.object({
  change: z.enum(bulkChanges),
  quotaOctets: z.number().nullable(),
  quotaMessages: z.number().nullable(),
});
export type BulkOrder = z.output<typeof bulkOrder>;

/** The columns a change moves, as a step keeps them: before and after. A deletion keeps nothing: the account itself does. */
export const bulkStep = z.object({
  before: z.record(z.string(), z.union([z.boolean(), z.number(), z.null()])),
  after: z.record(z.string(), z.union([z.boolean(), z.number(), z.null()])),
});
export type BulkStep = z.output<typeof bulkStep>;

/** What came of it. */
export const bulkResult = z.object({ done: z.number(), skipped: z.number(), refused: z.number() });
