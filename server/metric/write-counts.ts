import type { Store } from "../store.ts";
import { addToBuckets, type BucketRow } from "./bucket-statements.ts";
import { everSeconds, spans, startOfSpan } from "./spans.ts";

/** What grew, or how high it stands, by series. */
export type SeriesValues = ReadonlyMap<string, number>;

const lengths = [...spans.map(({ seconds }) => seconds), everSeconds];

/**
 * Adds to every span that holds this instant, and to the total. What is kept is the same whichever way the clock went before: a span is
 * only ever added to.
 */
export async function writeCounts(
  { logStatements }: Pick<Store, "logStatements">,
  nodeId: string,
  atMs: number,
  values: SeriesValues,
): Promise<void> {
  const rows: BucketRow[] = [];
  for (const seconds of lengths) {
    const startAt = startOfSpan(atMs, seconds);
    for (const [series, value] of values) rows.push([seconds, series, startAt, nodeId, value]);
  }
  // All in one, some hundreds: what is tried again must not be there in part.
  await logStatements.write(addToBuckets, rows);
}
