-- CreateTable
CREATE TABLE "RetentionSimulation" (
    "id" SERIAL NOT NULL,
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
    "at" TIMESTAMP(3) NOT NULL,
    "savedAt" TIMESTAMP(3),

    CONSTRAINT "RetentionSimulation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "RetentionRun" (
    "id" SERIAL NOT NULL,
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
    "answeredAt" TIMESTAMP(3),
    "nextAccountId" INTEGER NOT NULL DEFAULT 1,
    "lockedAccounts" BYTEA,
    "lockedCount" INTEGER NOT NULL DEFAULT 0,
    "removedCount" INTEGER NOT NULL DEFAULT 0,
    "removedOctets" BIGINT NOT NULL DEFAULT 0,
    "accountCount" INTEGER NOT NULL DEFAULT 0,
    "errorText" TEXT NOT NULL DEFAULT '',
    "cancelWishedAt" TIMESTAMP(3),
    "createdAt" TIMESTAMP(3) NOT NULL,
    "startedAt" TIMESTAMP(3),
    "seenAt" TIMESTAMP(3),
    "endedAt" TIMESTAMP(3),

    CONSTRAINT "RetentionRun_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "RetentionRunPart" (
    "id" SERIAL NOT NULL,
    "runId" INTEGER NOT NULL,
    "accountId" INTEGER NOT NULL,
    "address" TEXT NOT NULL,
    "rule" TEXT NOT NULL,
    "removalId" INTEGER NOT NULL,
    "messageCount" INTEGER NOT NULL,
    "octets" BIGINT NOT NULL,
    "purgeAfterAt" TIMESTAMP(3),
    "removedAt" TIMESTAMP(3) NOT NULL,
    "facts" BYTEA NOT NULL,

    CONSTRAINT "RetentionRunPart_pkey" PRIMARY KEY ("id")
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

-- AddForeignKey
ALTER TABLE "RetentionRunPart" ADD CONSTRAINT "RetentionRunPart_runId_fkey" FOREIGN KEY ("runId") REFERENCES "RetentionRun"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
