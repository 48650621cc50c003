-- AlterTable
ALTER TABLE "Account" ADD COLUMN     "recoverableCount" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "recoverableOctets" BIGINT NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "Removal" ADD COLUMN     "actorName" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "purgeAfterAt" TIMESTAMP(3),
ADD COLUMN     "rule" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "runId" INTEGER;

-- CreateTable
CREATE TABLE "RetentionRule" (
    "id" SERIAL NOT NULL,
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
    "holdSinceAt" TIMESTAMP(3),
    "holdEndsAt" TIMESTAMP(3),
    "holdKeepsUntilAt" TIMESTAMP(3),
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "RetentionRule_pkey" PRIMARY KEY ("id")
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
    "arrivedAt" TIMESTAMP(3) NOT NULL,
    "downloadedAt" TIMESTAMP(3),
    "removalId" INTEGER NOT NULL,
    "cause" TEXT NOT NULL,
    "removedAt" TIMESTAMP(3) NOT NULL,
    "purgeAfterAt" TIMESTAMP(3) NOT NULL,
    "sender" TEXT NOT NULL DEFAULT '',
    "subject" TEXT NOT NULL DEFAULT '',
    "messageIdHeader" TEXT NOT NULL DEFAULT '',
    "purgeId" INTEGER,

    CONSTRAINT "RemovedMessage_pkey" PRIMARY KEY ("accountId","sequence")
);

-- CreateTable
CREATE TABLE "RemovalPage" (
    "removalId" INTEGER NOT NULL,
    "firstSequence" INTEGER NOT NULL,
    "packed" BYTEA NOT NULL,

    CONSTRAINT "RemovalPage_pkey" PRIMARY KEY ("removalId","firstSequence")
);

-- CreateTable
CREATE TABLE "Purge" (
    "id" SERIAL NOT NULL,
    "accountId" INTEGER NOT NULL,
    "address" TEXT NOT NULL,
    "cause" TEXT NOT NULL,
    "actorName" TEXT NOT NULL DEFAULT '',
    "sequences" BYTEA NOT NULL,
    "messageCount" INTEGER NOT NULL,
    "octets" BIGINT NOT NULL,
    "committedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finishedAt" TIMESTAMP(3),

    CONSTRAINT "Purge_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Restoration" (
    "id" SERIAL NOT NULL,
    "accountId" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "actorName" TEXT NOT NULL,
    "sequences" BYTEA NOT NULL,
    "newSequences" BYTEA,
    "messageCount" INTEGER NOT NULL,
    "octets" BIGINT NOT NULL,
    "committedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Restoration_pkey" PRIMARY KEY ("id")
);

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

-- CreateIndex
CREATE INDEX "Removal_runId_idx" ON "Removal"("runId");

-- AddForeignKey
ALTER TABLE "RetentionRule" ADD CONSTRAINT "RetentionRule_domainId_fkey" FOREIGN KEY ("domainId") REFERENCES "Domain"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RetentionRule" ADD CONSTRAINT "RetentionRule_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RemovedMessage" ADD CONSTRAINT "RemovedMessage_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RemovedMessage" ADD CONSTRAINT "RemovedMessage_removalId_fkey" FOREIGN KEY ("removalId") REFERENCES "Removal"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RemovalPage" ADD CONSTRAINT "RemovalPage_removalId_fkey" FOREIGN KEY ("removalId") REFERENCES "Removal"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Restoration" ADD CONSTRAINT "Restoration_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account"("id") ON DELETE CASCADE ON UPDATE CASCADE;
