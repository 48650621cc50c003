-- DropIndex
DROP INDEX "Session_endedAt_startedAt_idx";

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_RemovedMessage" (
    "accountId" INTEGER NOT NULL,
    "sequence" INTEGER NOT NULL,
    "uniqueEpoch" TEXT NOT NULL,
    "uniqueNumber" BIGINT NOT NULL,
    "importedId" TEXT,
    "octets" INTEGER NOT NULL,
    "headerOctets" INTEGER NOT NULL,
    "hasDotLines" BOOLEAN NOT NULL,
    "bodyPlace" TEXT NOT NULL,
    "arrivedAt" DATETIME NOT NULL,
    "downloadedAt" DATETIME,
    "removalId" INTEGER NOT NULL,
    "cause" TEXT NOT NULL,
    "removedAt" DATETIME NOT NULL,
    "purgeAfterAt" DATETIME NOT NULL,
    "sender" TEXT NOT NULL DEFAULT '',
    "subject" TEXT NOT NULL DEFAULT '',
    "messageIdHeader" TEXT NOT NULL DEFAULT '',
    "searchText" TEXT NOT NULL DEFAULT '',
    "purgeId" INTEGER,

    PRIMARY KEY ("accountId", "sequence"),
    CONSTRAINT "RemovedMessage_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "RemovedMessage_removalId_fkey" FOREIGN KEY ("removalId") REFERENCES "Removal" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
INSERT INTO "new_RemovedMessage" ("accountId", "arrivedAt", "bodyPlace", "cause", "downloadedAt", "hasDotLines", "headerOctets", "importedId", "messageIdHeader", "octets", "purgeAfterAt", "purgeId", "removalId", "removedAt", "sender", "sequence", "subject", "uniqueEpoch", "uniqueNumber") SELECT "accountId", "arrivedAt", "bodyPlace", "cause", "downloadedAt", "hasDotLines", "headerOctets", "importedId", "messageIdHeader", "octets", "purgeAfterAt", "purgeId", "removalId", "removedAt", "sender", "sequence", "subject", "uniqueEpoch", "uniqueNumber" FROM "RemovedMessage";
DROP TABLE "RemovedMessage";
ALTER TABLE "new_RemovedMessage" RENAME TO "RemovedMessage";
CREATE INDEX "RemovedMessage_purgeAfterAt_idx" ON "RemovedMessage"("purgeAfterAt");
CREATE INDEX "RemovedMessage_removedAt_idx" ON "RemovedMessage"("removedAt");
CREATE INDEX "RemovedMessage_octets_idx" ON "RemovedMessage"("octets");
CREATE INDEX "RemovedMessage_removalId_idx" ON "RemovedMessage"("removalId");
CREATE INDEX "RemovedMessage_purgeId_idx" ON "RemovedMessage"("purgeId");
CREATE INDEX "RemovedMessage_uniqueNumber_idx" ON "RemovedMessage"("uniqueNumber");
CREATE UNIQUE INDEX "RemovedMessage_accountId_importedId_key" ON "RemovedMessage"("accountId", "importedId");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

-- CreateIndex
CREATE INDEX "Session_past_idx" ON "Session"("endedAt", "id", "signedInAt", "tlsVersion", "listenerId", "accountId");

-- CreateIndex
CREATE INDEX "Session_remoteAddress_idx" ON "Session"("remoteAddress");

-- What was removed before the column; SQLite folds ASCII alone.
UPDATE "RemovedMessage" SET "searchText" = lower("sender" || char(10) || "subject" || char(10) || "messageIdHeader" || char(10) || coalesce("importedId", ''));
CREATE VIRTUAL TABLE "RemovedMessageText" USING fts5("searchText", content='', contentless_delete=1, tokenize='trigram');
INSERT INTO "RemovedMessageText"("rowid", "searchText") SELECT ("accountId" << 31) | "sequence", "searchText" FROM "RemovedMessage";

-- What searches of recoverable mail look up, by trigrams: its rows are named by account and sequence in one number.
CREATE TRIGGER "RemovedMessage_text_insert" AFTER INSERT ON "RemovedMessage" BEGIN
  INSERT INTO "RemovedMessageText"("rowid", "searchText") VALUES ((new."accountId" << 31) | new."sequence", new."searchText");
END;
CREATE TRIGGER "RemovedMessage_text_delete" AFTER DELETE ON "RemovedMessage" BEGIN
  DELETE FROM "RemovedMessageText" WHERE "rowid" = (old."accountId" << 31) | old."sequence";
END;
