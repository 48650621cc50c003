import { eventStream } from "#server/web/event-stream.ts";
import { theWatch } from "#server/web/live.ts";
import { currentAdministrator } from "#server/web/require-administrator.ts";

export const dynamic = "force-dynamic";

/** Event stream of LiveHint. */
export async function GET(request: Request): Promise<Response> {
  const administrator = await currentAdministrator();
  if (administrator === null) return new Response("Sign in first.\n", { status: 401 });
  return eventStream(request, administrator.signInId, (send) => theWatch().follow(send));
}
