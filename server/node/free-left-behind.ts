import type { Store } from "../store.ts";

/**
 * Frees locks and ends sessions whose worker is gone. endIncarnation does it at once; but PostgreSQL finishes what a killed worker had
 * sent, and that may be later. Such a lock would keep its owner out for good.
 */
export async function freeLeftBehind({ relaxed, clock }: Store): Promise<void> {
  const now = clock.now();
  await relaxed.$transaction([
    relaxed.$executeRaw`DELETE FROM "MaildropLock" WHERE NOT EXISTS (
      SELECT 1 FROM "Incarnation" i WHERE i."id" = "MaildropLock"."incarnationId" AND i."endedAt" IS NULL)`,
    relaxed.$executeRaw`UPDATE "Session" SET "state" = NULL, "endedAt" = ${now}, "endReason" = 'lost'
      WHERE "endedAt" IS NULL AND NOT EXISTS (
        SELECT 1 FROM "Incarnation" i WHERE i."id" = "Session"."incarnationId" AND i."endedAt" IS NULL)`,
  ]);
}
