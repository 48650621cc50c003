import { logKey, readLogFilter } from "#server/log-search/schema.ts";
import { eventStream } from "#server/web/event-stream.ts";
import { followLogs } from "#server/web/follow-logs.ts";
import { queryOf } from "#server/web/query-of.ts";
import { currentAdministrator } from "#server/web/require-administrator.ts";
import { theStore } from "#server/web/the-store.ts";

export const dynamic = "force-dynamic";

/** Event stream of TailNews: lines that match the filter in the address and are newer than `since`, as they come. */
export async function GET(request: Request): Promise<Response> {
  const administrator = await currentAdministrator();
  if (administrator === null) return new Response("Sign in first.\n", { status: 401 });
  const query = queryOf(request);
  const since = logKey.safeParse({ id: query.since }).data?.id ?? 0;
  const store = await theStore();
  const asked = { filter: readLogFilter(query).filter, since };
  return eventStream(request, administrator.signInId, (send) => followLogs(store, asked, send));
}
