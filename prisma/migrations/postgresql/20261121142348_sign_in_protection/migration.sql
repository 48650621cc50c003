-- AlterTable
ALTER TABLE "Control" ADD COLUMN     "protectionNumber" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "SignInFailure" (
    "hourAt" TIMESTAMP(3) NOT NULL,
    "address" TEXT NOT NULL,
    "remoteAddress" TEXT NOT NULL,
    "listenerId" INTEGER NOT NULL,
    "tlsVersion" TEXT NOT NULL,
    "mechanism" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "accountId" INTEGER,
    "network" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    "firstAt" TIMESTAMP(3) NOT NULL,
    "lastAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "SignInFailure_pkey" PRIMARY KEY ("hourAt","address","remoteAddress","listenerId","tlsVersion","mechanism","reason")
);

-- CreateTable
CREATE TABLE "KnownNetwork" (
    "accountId" INTEGER NOT NULL,
    "network" TEXT NOT NULL,
    "firstAt" TIMESTAMP(3) NOT NULL,
    "lastAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "KnownNetwork_pkey" PRIMARY KEY ("accountId","network")
);

-- CreateTable
CREATE TABLE "Throttle" (
    "network" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "accountId" INTEGER,
    "isKnown" BOOLEAN NOT NULL,
    "score" DOUBLE PRECISION NOT NULL,
    "scoredAt" TIMESTAMP(3) NOT NULL,
    "guesses" INTEGER NOT NULL,
    "heldBack" INTEGER NOT NULL,
    "notBeforeAt" TIMESTAMP(3) NOT NULL,
    "firstAt" TIMESTAMP(3) NOT NULL,
    "updatedAt" TIMESTAMP(3) NOT NULL,
    "liftNumber" INTEGER,

    CONSTRAINT "Throttle_pkey" PRIMARY KEY ("network","address")
);

-- CreateTable
CREATE TABLE "Block" (
    "id" SERIAL NOT NULL,
    "network" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "guesses" INTEGER NOT NULL,
    "addresses" INTEGER NOT NULL,
    "repetition" INTEGER NOT NULL,
    "startedAt" TIMESTAMP(3) NOT NULL,
    "expiresAt" TIMESTAMP(3) NOT NULL,
    "refusedCount" INTEGER NOT NULL DEFAULT 0,
    "lastRefusedAt" TIMESTAMP(3),
    "liftedAt" TIMESTAMP(3),
    "liftedBy" TEXT,
    "changeNumber" INTEGER NOT NULL,

    CONSTRAINT "Block_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "NetworkRule" (
    "id" SERIAL NOT NULL,
    "network" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "expiresAt" TIMESTAMP(3),
    "createdAt" TIMESTAMP(3) NOT NULL,
    "createdBy" TEXT NOT NULL,
    "endedAt" TIMESTAMP(3),
    "changeNumber" INTEGER NOT NULL,

    CONSTRAINT "NetworkRule_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "SignInFailure_accountId_lastAt_idx" ON "SignInFailure"("accountId", "lastAt");

-- CreateIndex
CREATE INDEX "SignInFailure_network_lastAt_idx" ON "SignInFailure"("network", "lastAt");

-- CreateIndex
CREATE INDEX "SignInFailure_lastAt_idx" ON "SignInFailure"("lastAt");

-- CreateIndex
CREATE INDEX "KnownNetwork_network_lastAt_idx" ON "KnownNetwork"("network", "lastAt");

-- CreateIndex
CREATE INDEX "KnownNetwork_lastAt_idx" ON "KnownNetwork"("lastAt");

-- CreateIndex
CREATE INDEX "Throttle_updatedAt_idx" ON "Throttle"("updatedAt");

-- CreateIndex
CREATE INDEX "Throttle_liftNumber_idx" ON "Throttle"("liftNumber");

-- CreateIndex
CREATE INDEX "Block_changeNumber_idx" ON "Block"("changeNumber");

-- CreateIndex
CREATE INDEX "Block_network_startedAt_idx" ON "Block"("network", "startedAt");

-- CreateIndex
CREATE INDEX "Block_expiresAt_idx" ON "Block"("expiresAt");

-- CreateIndex
CREATE INDEX "NetworkRule_changeNumber_idx" ON "NetworkRule"("changeNumber");

-- CreateIndex
CREATE INDEX "NetworkRule_endedAt_network_idx" ON "NetworkRule"("endedAt", "network");
