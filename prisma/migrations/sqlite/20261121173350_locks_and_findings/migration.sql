-- CreateTable
CREATE TABLE "SpoolFolder" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "path" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP
);

-- CreateTable
CREATE TABLE "Finding" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "accountId" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "openKey" TEXT,
    "evidence" TEXT NOT NULL,
    "firstSeenAt" DATETIME NOT NULL,
    "lastSeenAt" DATETIME NOT NULL,
    "endedAt" DATETIME,
    CONSTRAINT "Finding_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateIndex
CREATE UNIQUE INDEX "SpoolFolder_path_key" ON "SpoolFolder"("path");

-- CreateIndex
CREATE UNIQUE INDEX "Finding_openKey_key" ON "Finding"("openKey");

-- CreateIndex
CREATE INDEX "Finding_accountId_endedAt_idx" ON "Finding"("accountId", "endedAt");

-- CreateIndex
CREATE INDEX "Finding_endedAt_kind_idx" ON "Finding"("endedAt", "kind");
