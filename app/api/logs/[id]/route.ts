import { readLogDetail, readLogRow } from "#server/log-search/read-detail.ts";
import { logKey } from "#server/log-search/schema.ts";
import { currentAdministrator } from "#server/web/require-administrator.ts";
import { theStore } from "#server/web/the-store.ts";

export const dynamic = "force-dynamic";

/** LogDetail of one line. */
export async function GET(_request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  if ((await currentAdministrator()) === null) return new Response("Sign in first.\n", { status: 401 });
  const key = logKey.safeParse(await params);
  const store = await theStore();
  const row = key.success ? await readLogRow(store, key.data.id) : null;
  if (row === null) return new Response("There is no such line.\n", { status: 404 });
  return Response.json(await readLogDetail(store, row), { headers: { "cache-control": "no-store" } });
}
