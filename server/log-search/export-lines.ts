import { csvLine } from "../csv/write-csv.ts";
import type { Store } from "../store.ts";
import { filterFields } from "./fields.ts";
import type { LogFilter } from "./filter.ts";
import { readLogPage } from "./read-page.ts";
import type { LogRow } from "./schema.ts";

export type ExportForm = "csv" | "ndjson";

const pageSize = 500;

/** All lines that match, the newest first, page by page; `most`: no more than these. CSV begins with a BOM, for spreadsheets. */
export async function* exportLines(
  store: Store,
  filter: LogFilter,
  form: ExportForm,
  most = Number.POSITIVE_INFINITY,
): AsyncGenerator<string> {
  if (form === "csv") yield `\ufeff${csvLine(["time", ...filterFields, "raw"])}`;
  let left = most;
  for (let before: number | null = null; left > 0; ) {
    const size = Math.min(pageSize, left);
    const page = await readLogPage(store, { filter, before, after: null, size });
    if (page.rows.length > 0) yield page.rows.map(form === "csv" ? asCsv : asJson).join("");
    left -= page.rows.length;
    if (page.olderBefore === null) return;
    before = page.olderBefore;
  }
}

function asCsv({ atMs, fields, raw }: LogRow): string {
  return csvLine([new Date(atMs), ...filterFields.map((field) => fields[field] ?? null), raw]);
}

/** As `popdesk logs parse` has it. */
function asJson({ atMs, fields, raw, cutOctets }: LogRow): string {
  const line = { time: new Date(atMs).toISOString(), ...fields, raw, ...(cutOctets > 0 && { cutOctets }) };
  return `${JSON.stringify(line)}\n`;
}
