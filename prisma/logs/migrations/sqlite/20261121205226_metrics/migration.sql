-- CreateTable
CREATE TABLE "MetricBucket" (
    "seconds" INTEGER NOT NULL,
    "series" TEXT NOT NULL,
    "startAt" DATETIME NOT NULL,
    "nodeId" TEXT NOT NULL,
    "value" REAL NOT NULL,

    PRIMARY KEY ("seconds", "series", "startAt", "nodeId")
);

-- CreateIndex
CREATE INDEX "MetricBucket_seconds_startAt_idx" ON "MetricBucket"("seconds", "startAt");
