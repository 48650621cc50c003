-- CreateTable
CREATE TABLE "AlertRule" (
    "condition" TEXT NOT NULL,
    "isEnabled" BOOLEAN NOT NULL,
    "isUrgent" BOOLEAN NOT NULL,
    "thresholds" TEXT NOT NULL,
    "forSeconds" INTEGER NOT NULL,
    "resolveSeconds" INTEGER NOT NULL,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "AlertRule_pkey" PRIMARY KEY ("condition")
);

-- CreateTable
CREATE TABLE "Alert" (
    "id" SERIAL NOT NULL,
    "condition" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "openKey" TEXT,
    "state" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "href" TEXT NOT NULL,
    "level" INTEGER NOT NULL,
    "toldLevel" INTEGER NOT NULL DEFAULT 0,
    "firstSeenAt" TIMESTAMP(3) NOT NULL,
    "firedAt" TIMESTAMP(3),
    "clearSinceAt" TIMESTAMP(3),
    "resolvedAt" TIMESTAMP(3),
    "toldAt" TIMESTAMP(3),
    "acknowledgedAt" TIMESTAMP(3),
    "acknowledgedBy" TEXT,

    CONSTRAINT "Alert_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AlertChannel" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "settings" TEXT NOT NULL,
    "sealedSecret" TEXT,
    "isEnabled" BOOLEAN NOT NULL DEFAULT true,
    "leastSeverity" TEXT NOT NULL DEFAULT 'warning',
    "createdAt" TIMESTAMP(3) NOT NULL,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "AlertChannel_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AlertMessage" (
    "id" SERIAL NOT NULL,
    "channelId" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "isGathered" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" TIMESTAMP(3) NOT NULL,
    "nextAt" TIMESTAMP(3) NOT NULL,
    "attemptCount" INTEGER NOT NULL DEFAULT 0,
    "sentAt" TIMESTAMP(3),
    "answer" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "AlertMessage_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AlertMessageItem" (
    "messageId" INTEGER NOT NULL,
    "alertId" INTEGER NOT NULL,
    "change" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "AlertMessageItem_pkey" PRIMARY KEY ("messageId","alertId","change","at")
);

-- CreateTable
CREATE TABLE "AlertMute" (
    "id" SERIAL NOT NULL,
    "condition" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "reason" TEXT NOT NULL DEFAULT '',
    "actorName" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL,
    "endsAt" TIMESTAMP(3) NOT NULL,
    "endedAt" TIMESTAMP(3),

    CONSTRAINT "AlertMute_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AlertEvaluator" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "holder" TEXT NOT NULL,
    "beat" INTEGER NOT NULL DEFAULT 0,
    "evaluatedAt" TIMESTAMP(3),
    "memory" TEXT NOT NULL DEFAULT '',
    "troubles" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "AlertEvaluator_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "NodeDisk" (
    "nodeId" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "freeOctets" BIGINT NOT NULL,
    "totalOctets" BIGINT NOT NULL,
    "freeInodes" BIGINT NOT NULL,
    "totalInodes" BIGINT NOT NULL,
    "seenAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "NodeDisk_pkey" PRIMARY KEY ("nodeId","path")
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

-- AddForeignKey
ALTER TABLE "AlertMessage" ADD CONSTRAINT "AlertMessage_channelId_fkey" FOREIGN KEY ("channelId") REFERENCES "AlertChannel"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AlertMessageItem" ADD CONSTRAINT "AlertMessageItem_messageId_fkey" FOREIGN KEY ("messageId") REFERENCES "AlertMessage"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AlertMessageItem" ADD CONSTRAINT "AlertMessageItem_alertId_fkey" FOREIGN KEY ("alertId") REFERENCES "Alert"("id") ON DELETE CASCADE ON UPDATE CASCADE;
