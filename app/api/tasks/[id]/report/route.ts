import { rowId } from "#server/input/schema.ts";
import { exportReport } from "#server/task/export-report.ts";
import { download } from "#server/web/download.ts";
import { currentAdministrator } from "#server/web/require-administrator.ts";
import { theStore } from "#server/web/the-store.ts";

export const dynamic = "force-dynamic";

/** What came of each step of a task, as CSV. */
export async function GET(_request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  if ((await currentAdministrator()) === null) return new Response("Sign in first.\n", { status: 401 });
  const id = rowId.safeParse((await params).id);
  if (!id.success) return new Response("There is no such task.\n", { status: 404 });
  return download(exportReport(await theStore(), id.data), `task-${id.data}.csv`);
}
