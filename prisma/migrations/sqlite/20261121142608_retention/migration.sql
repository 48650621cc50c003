-- CreateTable
CREATE TABLE "RetentionRule" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "scope" TEXT NOT NULL,
    "domainId" INTEGER,
    "accountId" INTEGER,
    "removeAfterArrivalDays" INTEGER,
    "removeAfterDownloadDays" INTEGER,
    "keepsUndownloaded" BOOLEAN,
    "onDele" TEXT,
    "recoverableDays" INTEGER,
    "loginDelaySeconds" INTEGER,
    "holdReason" TEXT,
    "holdSinceAt" DATETIME,
    "holdEndsAt" DATETIME,
    "holdKeepsUntilAt" DATETIME,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" DATETIME NOT NULL,
    CONSTRAINT "RetentionRule_domainId_fkey" FOREIGN KEY ("domainId") REFERENCES "Domain" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "RetentionRule_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "RemovedMessage" (
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
    "purgeId" INTEGER,

    PRIMARY KEY ("accountId", "sequence"),
    CONSTRAINT "RemovedMessage_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "RemovedMessage_removalId_fkey" FOREIGN KEY ("removalId") REFERENCES "Removal" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "RemovalPage" (
    "removalId" INTEGER NOT NULL,
    "firstSequence" INTEGER NOT NULL,
    "packed" BLOB NOT NULL,

    PRIMARY KEY ("removalId", "firstSequence"),
    CONSTRAINT "RemovalPage_removalId_fkey" FOREIGN KEY ("removalId") REFERENCES "Removal" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Purge" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "accountId" INTEGER NOT NULL,
    "address" TEXT NOT NULL,
    "cause" TEXT NOT NULL,
    "actorName" TEXT NOT NULL DEFAULT '',
    "sequences" BLOB NOT NULL,
    "messageCount" INTEGER NOT NULL,
    "octets" BIGINT NOT NULL,
    "committedAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finishedAt" DATETIME
);

-- CreateTable
CREATE TABLE "Restoration" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "accountId" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "actorName" TEXT NOT NULL,
    "sequences" BLOB NOT NULL,
    "newSequences" BLOB,
    "messageCount" INTEGER NOT NULL,
    "octets" BIGINT NOT NULL,
    "committedAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "Restoration_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_Account" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "domainId" INTEGER NOT NULL,
    "localPart" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "displayName" TEXT NOT NULL DEFAULT '',
    "passwordHash" TEXT NOT NULL DEFAULT '',
    "passwordAt" DATETIME,
    "scramVerifier" BLOB,
    "canReceive" BOOLEAN NOT NULL DEFAULT true,
    "canSignIn" BOOLEAN NOT NULL DEFAULT true,
    "quotaOctets" BIGINT,
    "quotaMessages" INTEGER,
    "messageCount" INTEGER NOT NULL DEFAULT 0,
    "octets" BIGINT NOT NULL DEFAULT 0,
    "recoverableCount" INTEGER NOT NULL DEFAULT 0,
    "recoverableOctets" BIGINT NOT NULL DEFAULT 0,
    "changeSeq" INTEGER NOT NULL DEFAULT 0,
    "nextSequence" INTEGER NOT NULL DEFAULT 1,
    "lastSignInAt" DATETIME,
    "lastDeliveryAt" DATETIME,
    "searchText" TEXT NOT NULL DEFAULT '',
    "deletedAt" DATETIME,
    "deletedWith" TEXT,
    "isPurged" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" DATETIME NOT NULL,
    CONSTRAINT "Account_domainId_fkey" FOREIGN KEY ("domainId") REFERENCES "Domain" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
INSERT INTO "new_Account" ("address", "canReceive", "canSignIn", "changeSeq", "createdAt", "deletedAt", "deletedWith", "displayName", "domainId", "id", "isPurged", "lastDeliveryAt", "lastSignInAt", "localPart", "messageCount", "nextSequence", "octets", "passwordAt", "passwordHash", "quotaMessages", "quotaOctets", "scramVerifier", "searchText", "updatedAt") SELECT "address", "canReceive", "canSignIn", "changeSeq", "createdAt", "deletedAt", "deletedWith", "displayName", "domainId", "id", "isPurged", "lastDeliveryAt", "lastSignInAt", "localPart", "messageCount", "nextSequence", "octets", "passwordAt", "passwordHash", "quotaMessages", "quotaOctets", "scramVerifier", "searchText", "updatedAt" FROM "Account";
DROP TABLE "Account";
ALTER TABLE "new_Account" RENAME TO "Account";
CREATE UNIQUE INDEX "Account_address_key" ON "Account"("address");
CREATE INDEX "Account_deletedAt_idx" ON "Account"("deletedAt");
CREATE INDEX "Account_domainId_deletedAt_octets_messageCount_idx" ON "Account"("domainId", "deletedAt", "octets", "messageCount");
CREATE UNIQUE INDEX "Account_domainId_localPart_key" ON "Account"("domainId", "localPart");
CREATE TABLE "new_Removal" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "accountId" INTEGER NOT NULL,
    "sessionId" TEXT,
    "cause" TEXT NOT NULL,
    "runId" INTEGER,
    "rule" TEXT NOT NULL DEFAULT '',
    "actorName" TEXT NOT NULL DEFAULT '',
    "sequences" BLOB NOT NULL,
    "messageCount" INTEGER NOT NULL,
    "octets" BIGINT NOT NULL,
    "committedAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "purgeAfterAt" DATETIME,
    "finishedAt" DATETIME,
    CONSTRAINT "Removal_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
INSERT INTO "new_Removal" ("accountId", "cause", "committedAt", "finishedAt", "id", "messageCount", "octets", "sequences", "sessionId") SELECT "accountId", "cause", "committedAt", "finishedAt", "id", "messageCount", "octets", "sequences", "sessionId" FROM "Removal";
DROP TABLE "Removal";
ALTER TABLE "new_Removal" RENAME TO "Removal";
CREATE INDEX "Removal_accountId_finishedAt_idx" ON "Removal"("accountId", "finishedAt");
CREATE INDEX "Removal_finishedAt_idx" ON "Removal"("finishedAt");
CREATE INDEX "Removal_runId_idx" ON "Removal"("runId");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

-- CreateIndex
CREATE UNIQUE INDEX "RetentionRule_scope_key" ON "RetentionRule"("scope");

-- CreateIndex
CREATE UNIQUE INDEX "RetentionRule_domainId_key" ON "RetentionRule"("domainId");

-- CreateIndex
CREATE UNIQUE INDEX "RetentionRule_accountId_key" ON "RetentionRule"("accountId");

-- CreateIndex
CREATE INDEX "RemovedMessage_purgeAfterAt_idx" ON "RemovedMessage"("purgeAfterAt");

-- CreateIndex
CREATE INDEX "RemovedMessage_removedAt_idx" ON "RemovedMessage"("removedAt");

-- CreateIndex
CREATE INDEX "RemovedMessage_removalId_idx" ON "RemovedMessage"("removalId");

-- CreateIndex
CREATE INDEX "RemovedMessage_purgeId_idx" ON "RemovedMessage"("purgeId");

-- CreateIndex
CREATE INDEX "RemovedMessage_uniqueNumber_idx" ON "RemovedMessage"("uniqueNumber");

-- CreateIndex
CREATE UNIQUE INDEX "RemovedMessage_accountId_importedId_key" ON "RemovedMessage"("accountId", "importedId");

-- CreateIndex
CREATE INDEX "Purge_finishedAt_idx" ON "Purge"("finishedAt");

-- CreateIndex
CREATE INDEX "Purge_accountId_committedAt_idx" ON "Purge"("accountId", "committedAt");

-- CreateIndex
CREATE INDEX "Restoration_accountId_committedAt_idx" ON "Restoration"("accountId", "committedAt");

-- How full an account is (server/quota/use-sql.ts has the same expression): who is near a quota is read from here alone.
CREATE INDEX "Account_quotaUse_idx" ON "Account" (max(CASE WHEN "quotaOctets" IS NULL THEN -1 WHEN "quotaOctets" = 0 THEN 1000 ELSE "octets" * 1000 / "quotaOctets" END, CASE WHEN "quotaMessages" IS NULL THEN -1 WHEN "quotaMessages" = 0 THEN 1000 ELSE "messageCount" * 1000 / "quotaMessages" END)) WHERE "deletedAt" IS NULL AND ("quotaOctets" IS NOT NULL OR "quotaMessages" IS NOT NULL);
