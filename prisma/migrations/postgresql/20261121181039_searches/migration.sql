-- DropIndex
DROP INDEX "Session_endedAt_startedAt_idx";

-- AlterTable
ALTER TABLE "RemovedMessage" ADD COLUMN     "searchText" TEXT NOT NULL DEFAULT '';

-- CreateIndex
CREATE INDEX "Session_past_idx" ON "Session"("endedAt", "id", "signedInAt", "tlsVersion", "listenerId", "accountId");

-- CreateIndex
CREATE INDEX "Session_remoteAddress_idx" ON "Session"("remoteAddress");

-- CreateIndex
CREATE INDEX "RemovedMessage_octets_idx" ON "RemovedMessage"("octets");

-- What was removed before the column.
UPDATE "RemovedMessage" SET "searchText" = lower("sender" || chr(10) || "subject" || chr(10) || "messageIdHeader" || chr(10) || coalesce("importedId", ''));
-- Where the server has no trigrams, or who migrates may not have them, searches read the table.
DO $$ BEGIN
  CREATE EXTENSION IF NOT EXISTS pg_trgm;
  CREATE INDEX "RemovedMessage_searchText_idx" ON "RemovedMessage" USING gin ("searchText" gin_trgm_ops);
EXCEPTION WHEN insufficient_privilege OR undefined_file OR feature_not_supported OR undefined_object THEN
  RAISE NOTICE 'searches of recoverable mail go without an index: %', SQLERRM;
END $$;
