import { z } from "zod";

/** A line's id, which is its place in the order of time (prisma/logs: LogEntry.id). */
const place = z
  .string()
  .regex(/^\d{1,16}$/)
  .transform(Number)
  .refine(Number.isSafeInteger);

/** A line as its page is addressed. */
export const logKey = z.object({ id: place });

/** Where in the list one is: older than a line, newer than one, or (neither) at the newest. */
export interface LogPaging {
  readonly before: number | null;
  readonly after: number | null;
}

/** From an address; nonsense means the newest. */
export function readPaging(query: Readonly<Record<string, unknown>>): LogPaging {
  const before = place.safeParse(query.before).data ?? null;
  return { before, after: before === null ? (place.safeParse(query.after).data ?? null) : null };
}
