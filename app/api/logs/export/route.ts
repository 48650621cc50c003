import { exportLines } from "#server/log-search/export-lines.ts";
import { readLogFilter } from "#server/log-search/schema.ts";
import { download } from "#server/web/download.ts";
import { queryOf } from "#server/web/query-of.ts";
import { currentAdministrator } from "#server/web/require-administrator.ts";
import { theStore } from "#server/web/the-store.ts";

export const dynamic = "force-dynamic";

/** All lines that match the filter in the address, as CSV or (`form=ndjson`) one JSON object a line. */
export async function GET(request: Request): Promise<Response> {
  if ((await currentAdministrator()) === null) return new Response("Sign in first.\n", { status: 401 });
  const query = queryOf(request);
  const { filter, problems } = readLogFilter(query);
  const [problem] = problems;
  // A file has no place to say what was left out.
  if (problem !== undefined) return new Response(`${problem.name}: ${problem.message}\n`, { status: 400 });
  const store = await theStore();
  return query.form === "ndjson"
    ? download(exportLines(store, filter, "ndjson"), "mail-logs.ndjson", "application/x-ndjson")
    : download(exportLines(store, filter, "csv"), "mail-logs.csv");
}
