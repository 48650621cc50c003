import { rowId } from "#server/input/schema.ts";
import { readRun, runReport } from "#server/retention-run/read-runs.ts";
import { download } from "#server/web/download.ts";
import { currentAdministrator } from "#server/web/require-administrator.ts";
import { theStore } from "#server/web/the-store.ts";

export const dynamic = "force-dynamic";

/** Every message a run removed, as CSV. */
export async function GET(_request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  if ((await currentAdministrator()) === null) return new Response("Sign in first.\n", { status: 401 });
  const store = await theStore();
  const id = rowId.safeParse((await params).id);
  const run = id.success ? await readRun(store, id.data) : null;
  if (run === null) return new Response("There is no such run.\n", { status: 404 });
  return download(runReport(store, run.id), `retention-run-${run.id}.csv`);
}
