-- CreateTable
CREATE TABLE "MetricBucket" (
    "seconds" INTEGER NOT NULL,
    "series" TEXT NOT NULL,
    "startAt" TIMESTAMP(3) NOT NULL,
    "nodeId" TEXT NOT NULL,
    "value" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "MetricBucket_pkey" PRIMARY KEY ("seconds","series","startAt","nodeId")
);

-- CreateIndex
CREATE INDEX "MetricBucket_seconds_startAt_idx" ON "MetricBucket"("seconds", "startAt");
