-- CreateTable
CREATE TABLE "AlertRule" (
    "condition" TEXT NOT NULL PRIMARY KEY,
    "isEnabled" BOOLEAN NOT NULL,
    "isUrgent" BOOLEAN NOT NULL,
    "thresholds" TEXT NOT NULL,
    "forSeconds" INTEGER NOT NULL,
    "resolveSeconds" INTEGER NOT NULL,
    "updatedAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "Alert" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "condition" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "openKey" TEXT,
    "state" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "href" TEXT NOT NULL,
    "level" INTEGER NOT NULL,
    "toldLevel" INTEGER NOT NULL DEFAULT 0,
    "firstSeenAt" DATETIME NOT NULL,
    "firedAt" DATETIME,
    "clearSinceAt" DATETIME,
    "resolvedAt" DATETIME,
    "toldAt" DATETIME,
    "acknowledgedAt" DATETIME,
    "acknowledgedBy" TEXT
);

-- CreateTable
CREATE TABLE "AlertChannel" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "settings" TEXT NOT NULL,
    "sealedSecret" TEXT,
    "isEnabled" BOOLEAN NOT NULL DEFAULT true,
    "leastSeverity" TEXT NOT NULL DEFAULT 'warning',
    "createdAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "AlertMessage" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "channelId" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "isGathered" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" DATETIME NOT NULL,
    "nextAt" DATETIME NOT NULL,
    "attemptCount" INTEGER NOT NULL DEFAULT 0,
    "sentAt" DATETIME,
    "answer" TEXT NOT NULL DEFAULT '',
    CONSTRAINT "AlertMessage_channelId_fkey" FOREIGN KEY ("channelId") REFERENCES "AlertChannel" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "AlertMessageItem" (
    "messageId" INTEGER NOT NULL,
    "alertId" INTEGER NOT NULL,
    "change" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "at" DATETIME NOT NULL,

    PRIMARY KEY ("messageId", "alertId", "change", "at"),
    CONSTRAINT "AlertMessageItem_messageId_fkey" FOREIGN KEY ("messageId") REFERENCES "AlertMessage" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "AlertMessageItem_alertId_fkey" FOREIGN KEY ("alertId") REFERENCES "Alert" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "AlertMute" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "condition" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "reason" TEXT NOT NULL DEFAULT '',
    "actorName" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "endsAt" DATETIME NOT NULL,
    "endedAt" DATETIME
);

-- CreateTable
CREATE TABLE "AlertEvaluator" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT DEFAULT 1,
    "holder" TEXT NOT NULL,
    "beat" INTEGER NOT NULL DEFAULT 0,
    "evaluatedAt" DATETIME,
    "memory" TEXT NOT NULL DEFAULT '',
    "troubles" TEXT NOT NULL DEFAULT ''
);

-- CreateTable
CREATE TABLE "NodeDisk" (
    "nodeId" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "freeOctets" BIGINT NOT NULL,
    "totalOctets" BIGINT NOT NULL,
    "freeInodes" BIGINT NOT NULL,
    "totalInodes" BIGINT NOT NULL,
    "seenAt" DATETIME NOT NULL,

    PRIMARY KEY ("nodeId", "path")
);

-- CreateIndex
CREATE UNIQUE INDEX "Alert_openKey_key" ON "Alert"("openKey");

-- CreateIndex
CREATE INDEX "Alert_state_firedAt_idx" ON "Alert"("state", "firedAt");

-- CreateIndex
CREATE INDEX "Alert_condition_firedAt_idx" ON "Alert"("condition", "firedAt");

-- CreateIndex
CREATE INDEX "Alert_resolvedAt_idx" ON "Alert"("resolvedAt");

-- CreateIndex
CREATE UNIQUE INDEX "AlertChannel_name_key" ON "AlertChannel"("name");

-- CreateIndex
CREATE INDEX "AlertMessage_state_channelId_id_idx" ON "AlertMessage"("state", "channelId", "id");

-- CreateIndex
CREATE INDEX "AlertMessage_channelId_id_idx" ON "AlertMessage"("channelId", "id");

-- CreateIndex
CREATE INDEX "AlertMessage_createdAt_idx" ON "AlertMessage"("createdAt");

-- CreateIndex
CREATE INDEX "AlertMessageItem_alertId_idx" ON "AlertMessageItem"("alertId");

-- CreateIndex
CREATE INDEX "AlertMute_endsAt_idx" ON "AlertMute"("endsAt");
