import { z } from "zod";

/** Pieces that the forms and addresses of every domain share. */

/** An id, as a number or as a form sends it. */
export const rowId = z.coerce.number().int().positive();

/** A switch. Forms send text; an unticked box sends nothing. */
export const flag = z.union([
  z.boolean(),
  z.enum(["true", "on", "false", "off", ""]).transform((text) => text === "true" || text === "on"),
]);

export const oneRow = z.object({ id: rowId });

/** What is looked for. No stored text holds a control character, and PostgreSQL refuses to be asked for a NUL. */
export const searchText = z
  .string()
  .trim()
  .max(254)
  .regex(/^\P{Cc}*$/u)
  .catch("");

/** What a list page understands from the address bar. Nonsense there means the first page, not an error. */
export const listPage = z.object({
  search: searchText,
  page: z.coerce.number().int().min(1).max(1_000_000).catch(1),
  pageSize: z.coerce.number().int().min(1).max(500).catch(50),
  direction: z.enum(["asc", "desc"]).catch("asc"),
});

/** Lists of what comes in floods are counted up to here: a number beyond tells nobody more, and counting a million rows takes its time. */
export const mostCounted = 10_000;

export interface Page<Row> {
  readonly rows: readonly Row[];
  /** Rows that match, on all pages; where `isCut`, as far as they were counted. */
  readonly total: number;
  /** More match than `total` says. */
  readonly isCut?: boolean;
  /** From 1. */
  readonly page: number;
  readonly pageSize: number;
}
