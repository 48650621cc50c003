import type { Store } from "../store.ts";
import { hasQuietHours, type QuietHours, quietUntil } from "./quiet-hours.ts";
import type { QuietEffect } from "./schema.ts";

/** What these quiet hours would mean at this moment. Changes nothing. */
export async function readQuietEffect(
  { db, clock }: Pick<Store, "db" | "clock">,
  quiet: QuietHours,
): Promise<QuietEffect> {
  const heldCount = await db.alertMessage.count({ where: { state: "held" } });
  return { hasQuietHours: hasQuietHours(quiet), quietUntilAt: quietUntil(quiet, clock.now()), heldCount };
}
