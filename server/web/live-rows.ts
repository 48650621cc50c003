import "server-only";
import { LiveRows } from "#server/session/live-rows.ts";
import { theStore } from "./the-store.ts";

const place = globalThis as { popdeskLiveRows?: LiveRows };

/** One for the whole process, on globalThis because Next bundles this module more than once. */
export async function theLiveRows(): Promise<LiveRows> {
  const store = await theStore();
  place.popdeskLiveRows ??= new LiveRows(store);
  return place.popdeskLiveRows;
}
