import { readControl } from "#server/control/read-control.ts";
import { logger } from "#server/log.ts";
import { theStore } from "#server/web/the-store.ts";

export const dynamic = "force-dynamic";

const log = logger("console");
const headers = { "cache-control": "no-store" };

/** For supervisors and monitors: 200 when the console can read its database, 503 otherwise. Says nothing to strangers. */
export async function GET(): Promise<Response> {
  try {
    await readControl((await theStore()).db);
    return Response.json({ status: "ok" }, { headers });
  } catch (err) {
    log.warn({ event: "unhealthy", err }, "the console cannot read its database");
    return Response.json({ status: "unavailable" }, { status: 503, headers });
  }
}
