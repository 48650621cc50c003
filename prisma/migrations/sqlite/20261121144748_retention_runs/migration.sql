-- CreateTable
CREATE TABLE "RetentionSimulation" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "scope" TEXT NOT NULL,
    "placeName" TEXT NOT NULL,
    "before" TEXT NOT NULL,
    "after" TEXT NOT NULL,
    "messageCount" INTEGER NOT NULL,
    "octets" BIGINT NOT NULL,
    "accountCount" INTEGER NOT NULL,
    "undownloadedCount" INTEGER NOT NULL,
    "dueCount" INTEGER NOT NULL,
    "dueOctets" BIGINT NOT NULL,
    "dueAccountCount" INTEGER NOT NULL,
    "largest" TEXT NOT NULL,
    "tookMs" INTEGER NOT NULL,
    "actorName" TEXT NOT NULL,
    "at" DATETIME NOT NULL,
    "savedAt" DATETIME
);

-- CreateTable
CREATE TABLE "RetentionRun" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "cause" TEXT NOT NULL,
    "actorName" TEXT NOT NULL DEFAULT '',
    "state" TEXT NOT NULL,
    "plannedCount" INTEGER NOT NULL DEFAULT 0,
    "plannedOctets" BIGINT NOT NULL DEFAULT 0,
    "plannedAccounts" INTEGER NOT NULL DEFAULT 0,
    "plannedUndownloaded" INTEGER NOT NULL DEFAULT 0,
    "largest" TEXT NOT NULL DEFAULT '',
    "question" TEXT NOT NULL DEFAULT '',
    "answeredBy" TEXT NOT NULL DEFAULT '',
    "answeredAt" DATETIME,
    "nextAccountId" INTEGER NOT NULL DEFAULT 1,
    "lockedAccounts" BLOB,
    "lockedCount" INTEGER NOT NULL DEFAULT 0,
    "removedCount" INTEGER NOT NULL DEFAULT 0,
    "removedOctets" BIGINT NOT NULL DEFAULT 0,
    "accountCount" INTEGER NOT NULL DEFAULT 0,
    "errorText" TEXT NOT NULL DEFAULT '',
    "cancelWishedAt" DATETIME,
    "createdAt" DATETIME NOT NULL,
    "startedAt" DATETIME,
    "seenAt" DATETIME,
    "endedAt" DATETIME
);

-- CreateTable
CREATE TABLE "RetentionRunPart" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "runId" INTEGER NOT NULL,
    "accountId" INTEGER NOT NULL,
    "address" TEXT NOT NULL,
    "rule" TEXT NOT NULL,
    "removalId" INTEGER NOT NULL,
    "messageCount" INTEGER NOT NULL,
    "octets" BIGINT NOT NULL,
    "purgeAfterAt" DATETIME,
    "removedAt" DATETIME NOT NULL,
    "facts" BLOB NOT NULL,
    CONSTRAINT "RetentionRunPart_runId_fkey" FOREIGN KEY ("runId") REFERENCES "RetentionRun" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateIndex
CREATE INDEX "RetentionSimulation_scope_savedAt_idx" ON "RetentionSimulation"("scope", "savedAt");

-- CreateIndex
CREATE INDEX "RetentionSimulation_at_idx" ON "RetentionSimulation"("at");

-- CreateIndex
CREATE INDEX "RetentionRun_state_idx" ON "RetentionRun"("state");

-- CreateIndex
CREATE INDEX "RetentionRun_createdAt_idx" ON "RetentionRun"("createdAt");

-- CreateIndex
CREATE INDEX "RetentionRunPart_runId_id_idx" ON "RetentionRunPart"("runId", "id");

-- CreateIndex
CREATE INDEX "RetentionRunPart_accountId_idx" ON "RetentionRunPart"("accountId");

-- CreateIndex
CREATE INDEX "Message_accountId_arrivedAt_downloadedAt_octets_idx" ON "Message"("accountId", "arrivedAt", "downloadedAt", "octets");
