-- CreateTable
CREATE TABLE "Task" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "kind" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "input" TEXT NOT NULL,
    "doneCount" INTEGER NOT NULL DEFAULT 0,
    "totalCount" INTEGER NOT NULL DEFAULT 0,
    "result" TEXT,
    "errorText" TEXT,
    "actorKind" TEXT NOT NULL,
    "actorName" TEXT NOT NULL,
    "remoteAddress" TEXT,
    "createdAt" DATETIME NOT NULL,
    "startedAt" DATETIME,
    "endedAt" DATETIME,
    "runner" TEXT,
    "seenAt" DATETIME,
    "attemptCount" INTEGER NOT NULL DEFAULT 0,
    "cancelWishedAt" DATETIME
);

-- CreateTable
CREATE TABLE "TaskItem" (
    "taskId" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "object" TEXT NOT NULL,
    "accountId" INTEGER,
    "verdict" TEXT NOT NULL,
    "input" TEXT NOT NULL,
    "secret" TEXT,
    "outcome" TEXT,
    "text" TEXT NOT NULL DEFAULT '',

    PRIMARY KEY ("taskId", "number"),
    CONSTRAINT "TaskItem_taskId_fkey" FOREIGN KEY ("taskId") REFERENCES "Task" ("id") ON DELETE CASCADE ON UPDATE CASCADE
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
INSERT INTO "new_Account" ("address", "canReceive", "canSignIn", "changeSeq", "createdAt", "deletedAt", "displayName", "domainId", "id", "lastDeliveryAt", "lastSignInAt", "localPart", "messageCount", "nextSequence", "octets", "passwordAt", "passwordHash", "quotaMessages", "quotaOctets", "scramVerifier", "updatedAt") SELECT "address", "canReceive", "canSignIn", "changeSeq", "createdAt", "deletedAt", "displayName", "domainId", "id", "lastDeliveryAt", "lastSignInAt", "localPart", "messageCount", "nextSequence", "octets", "passwordAt", "passwordHash", "quotaMessages", "quotaOctets", "scramVerifier", "updatedAt" FROM "Account";
DROP TABLE "Account";
ALTER TABLE "new_Account" RENAME TO "Account";
CREATE UNIQUE INDEX "Account_address_key" ON "Account"("address");
CREATE INDEX "Account_deletedAt_idx" ON "Account"("deletedAt");
CREATE INDEX "Account_domainId_deletedAt_octets_messageCount_idx" ON "Account"("domainId", "deletedAt", "octets", "messageCount");
CREATE UNIQUE INDEX "Account_domainId_localPart_key" ON "Account"("domainId", "localPart");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

-- CreateIndex
CREATE INDEX "Task_state_idx" ON "Task"("state");

-- CreateIndex
CREATE INDEX "Task_createdAt_idx" ON "Task"("createdAt");

-- CreateIndex
CREATE INDEX "TaskItem_taskId_verdict_number_idx" ON "TaskItem"("taskId", "verdict", "number");

-- CreateIndex
CREATE INDEX "TaskItem_taskId_outcome_number_idx" ON "TaskItem"("taskId", "outcome", "number");

-- Accounts that were there before the column; SQLite folds ASCII alone, the rest follows with the next change of a name.
UPDATE "Account" SET "searchText" = lower("address" || char(10) || "displayName");
-- What was deleted before it could be restored is not to be restored: its aliases are forgotten.
UPDATE "Account" SET "isPurged" = true WHERE "deletedAt" IS NOT NULL;

-- How full an account is (server/quota/use-sql.ts has the same expression): who is near a quota is read from here alone.
CREATE INDEX "Account_quotaUse_idx" ON "Account" (max(CASE WHEN "quotaOctets" IS NULL THEN -1 WHEN "quotaOctets" = 0 THEN 1000 ELSE "octets" * 1000 / "quotaOctets" END, CASE WHEN "quotaMessages" IS NULL THEN -1 WHEN "quotaMessages" = 0 THEN 1000 ELSE "messageCount" * 1000 / "quotaMessages" END)) WHERE "deletedAt" IS NULL AND ("quotaOctets" IS NOT NULL OR "quotaMessages" IS NOT NULL);
