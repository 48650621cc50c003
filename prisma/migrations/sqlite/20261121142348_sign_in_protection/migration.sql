-- CreateTable
CREATE TABLE "SignInFailure" (
    "hourAt" DATETIME NOT NULL,
    "address" TEXT NOT NULL,
    "remoteAddress" TEXT NOT NULL,
    "listenerId" INTEGER NOT NULL,
    "tlsVersion" TEXT NOT NULL,
    "mechanism" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "accountId" INTEGER,
    "network" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    "firstAt" DATETIME NOT NULL,
    "lastAt" DATETIME NOT NULL,

    PRIMARY KEY ("hourAt", "address", "remoteAddress", "listenerId", "tlsVersion", "mechanism", "reason")
);

-- CreateTable
CREATE TABLE "KnownNetwork" (
    "accountId" INTEGER NOT NULL,
    "network" TEXT NOT NULL,
    "firstAt" DATETIME NOT NULL,
    "lastAt" DATETIME NOT NULL,

    PRIMARY KEY ("accountId", "network")
);

-- CreateTable
CREATE TABLE "Throttle" (
    "network" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "accountId" INTEGER,
    "isKnown" BOOLEAN NOT NULL,
    "score" REAL NOT NULL,
    "scoredAt" DATETIME NOT NULL,
    "guesses" INTEGER NOT NULL,
    "heldBack" INTEGER NOT NULL,
    "notBeforeAt" DATETIME NOT NULL,
    "firstAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL,
    "liftNumber" INTEGER,

    PRIMARY KEY ("network", "address")
);

-- CreateTable
CREATE TABLE "Block" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "network" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "guesses" INTEGER NOT NULL,
    "addresses" INTEGER NOT NULL,
    "repetition" INTEGER NOT NULL,
    "startedAt" DATETIME NOT NULL,
    "expiresAt" DATETIME NOT NULL,
    "refusedCount" INTEGER NOT NULL DEFAULT 0,
    "lastRefusedAt" DATETIME,
    "liftedAt" DATETIME,
    "liftedBy" TEXT,
    "changeNumber" INTEGER NOT NULL
);

-- CreateTable
CREATE TABLE "NetworkRule" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "network" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "expiresAt" DATETIME,
    "createdAt" DATETIME NOT NULL,
    "createdBy" TEXT NOT NULL,
    "endedAt" DATETIME,
    "changeNumber" INTEGER NOT NULL
);

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_Control" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT DEFAULT 1,
    "generation" INTEGER NOT NULL DEFAULT 1,
    "requestNumber" INTEGER NOT NULL DEFAULT 0,
    "protectionNumber" INTEGER NOT NULL DEFAULT 0,
    "auditNumber" INTEGER NOT NULL DEFAULT 0,
    "auditHash" TEXT NOT NULL DEFAULT '',
    "storeEpoch" TEXT NOT NULL,
    "nextUnique" BIGINT NOT NULL DEFAULT 1,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP
);
INSERT INTO "new_Control" ("auditHash", "auditNumber", "createdAt", "generation", "id", "nextUnique", "requestNumber", "storeEpoch") SELECT "auditHash", "auditNumber", "createdAt", "generation", "id", "nextUnique", "requestNumber", "storeEpoch" FROM "Control";
DROP TABLE "Control";
ALTER TABLE "new_Control" RENAME TO "Control";
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

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
