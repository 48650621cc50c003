import { theLiveRows } from "#server/web/live-rows.ts";
import { currentAdministrator } from "#server/web/require-administrator.ts";

export const dynamic = "force-dynamic";

/** LiveNews since the look that `?since=` names. */
export async function GET(request: Request): Promise<Response> {
  if ((await currentAdministrator()) === null) return new Response("Sign in first.\n", { status: 401 });
  const since = Number(new URL(request.url).searchParams.get("since") ?? Number.NaN);
  const news = await (await theLiveRows()).since(Number.isSafeInteger(since) ? since : null);
  return Response.json(news, { headers: { "cache-control": "no-store" } });
}
