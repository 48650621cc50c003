-- CreateTable
CREATE TABLE "QuotaAlert" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "accountId" INTEGER,
    "domainId" INTEGER,
    "threshold" INTEGER NOT NULL,
    "isHighest" BOOLEAN NOT NULL,
    "measure" TEXT NOT NULL,
    "used" BIGINT NOT NULL,
    "quota" BIGINT NOT NULL,
    "at" DATETIME NOT NULL,
    "endedAt" DATETIME,
    CONSTRAINT "QuotaAlert_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "QuotaAlert_domainId_fkey" FOREIGN KEY ("domainId") REFERENCES "Domain" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "QuotaRefusal" (
    "accountId" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "count" INTEGER NOT NULL,
    "firstAt" DATETIME NOT NULL,
    "lastAt" DATETIME NOT NULL,
    CONSTRAINT "QuotaRefusal_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_Domain" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" TEXT NOT NULL,
    "isSample" BOOLEAN NOT NULL DEFAULT false,
    "catchAllAccountId" INTEGER,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "quotaOctets" BIGINT,
    "quotaMessages" INTEGER,
    "hasAccountQuota" BOOLEAN NOT NULL DEFAULT false,
    "accountQuotaOctets" BIGINT,
    "accountQuotaMessages" INTEGER,
    CONSTRAINT "Domain_catchAllAccountId_fkey" FOREIGN KEY ("catchAllAccountId") REFERENCES "Account" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);
INSERT INTO "new_Domain" ("catchAllAccountId", "createdAt", "id", "isSample", "name") SELECT "catchAllAccountId", "createdAt", "id", "isSample", "name" FROM "Domain";
DROP TABLE "Domain";
ALTER TABLE "new_Domain" RENAME TO "Domain";
CREATE UNIQUE INDEX "Domain_name_key" ON "Domain"("name");
CREATE INDEX "Domain_catchAllAccountId_idx" ON "Domain"("catchAllAccountId");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

-- CreateIndex
CREATE INDEX "QuotaAlert_accountId_endedAt_idx" ON "QuotaAlert"("accountId", "endedAt");

-- CreateIndex
CREATE INDEX "QuotaAlert_domainId_endedAt_idx" ON "QuotaAlert"("domainId", "endedAt");

-- CreateIndex
CREATE INDEX "QuotaAlert_endedAt_at_idx" ON "QuotaAlert"("endedAt", "at");

-- CreateIndex
CREATE INDEX "QuotaAlert_at_idx" ON "QuotaAlert"("at");

-- CreateIndex
CREATE INDEX "QuotaRefusal_lastAt_idx" ON "QuotaRefusal"("lastAt");

-- CreateIndex
CREATE INDEX "Account_domainId_deletedAt_octets_messageCount_idx" ON "Account"("domainId", "deletedAt", "octets", "messageCount");

-- How full an account is (server/quota/use-sql.ts has the same expression): who is near a quota is read from here alone.
CREATE INDEX "Account_quotaUse_idx" ON "Account" (max(CASE WHEN "quotaOctets" IS NULL THEN -1 WHEN "quotaOctets" = 0 THEN 1000 ELSE "octets" * 1000 / "quotaOctets" END, CASE WHEN "quotaMessages" IS NULL THEN -1 WHEN "quotaMessages" = 0 THEN 1000 ELSE "messageCount" * 1000 / "quotaMessages" END)) WHERE "deletedAt" IS NULL AND ("quotaOctets" IS NOT NULL OR "quotaMessages" IS NOT NULL);
