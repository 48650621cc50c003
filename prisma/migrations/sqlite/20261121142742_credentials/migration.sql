-- AlterTable
ALTER TABLE "Session" ADD COLUMN "appPasswordId" INTEGER;
ALTER TABLE "Session" ADD COLUMN "client" TEXT;

-- CreateTable
CREATE TABLE "AppPassword" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "accountId" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "scramVerifier" BLOB,
    "allowedNetworks" TEXT NOT NULL DEFAULT '',
    "expiresAt" DATETIME,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastUsedAt" DATETIME,
    "lastUsedAddress" TEXT,
    "revokedAt" DATETIME,
    CONSTRAINT "AppPassword_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "PasswordSource" (
    "domainId" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "kind" TEXT NOT NULL,
    "settings" TEXT NOT NULL,
    "sealedPassword" TEXT,
    "updatedAt" DATETIME NOT NULL,
    CONSTRAINT "PasswordSource_domainId_fkey" FOREIGN KEY ("domainId") REFERENCES "Domain" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_Domain" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" TEXT NOT NULL,
    "isSample" BOOLEAN NOT NULL DEFAULT false,
    "catchAllAccountId" INTEGER,
    "allowedNetworks" TEXT NOT NULL DEFAULT '',
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "quotaOctets" BIGINT,
    "quotaMessages" INTEGER,
    "hasAccountQuota" BOOLEAN NOT NULL DEFAULT false,
    "accountQuotaOctets" BIGINT,
    "accountQuotaMessages" INTEGER,
    CONSTRAINT "Domain_catchAllAccountId_fkey" FOREIGN KEY ("catchAllAccountId") REFERENCES "Account" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);
INSERT INTO "new_Domain" ("accountQuotaMessages", "accountQuotaOctets", "catchAllAccountId", "createdAt", "hasAccountQuota", "id", "isSample", "name", "quotaMessages", "quotaOctets") SELECT "accountQuotaMessages", "accountQuotaOctets", "catchAllAccountId", "createdAt", "hasAccountQuota", "id", "isSample", "name", "quotaMessages", "quotaOctets" FROM "Domain";
DROP TABLE "Domain";
ALTER TABLE "new_Domain" RENAME TO "Domain";
CREATE UNIQUE INDEX "Domain_name_key" ON "Domain"("name");
CREATE INDEX "Domain_catchAllAccountId_idx" ON "Domain"("catchAllAccountId");
CREATE TABLE "new_Account" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "domainId" INTEGER NOT NULL,
    "localPart" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "displayName" TEXT NOT NULL DEFAULT '',
    "passwordHash" TEXT NOT NULL DEFAULT '',
    "passwordAt" DATETIME,
    "scramVerifier" BLOB,
    "allowedNetworks" TEXT NOT NULL DEFAULT '',
    "onlyAppPasswords" BOOLEAN NOT NULL DEFAULT false,
    "canReceive" BOOLEAN NOT NULL DEFAULT true,
    "canSignIn" BOOLEAN NOT NULL DEFAULT true,
    "quotaOctets" BIGINT,
    "quotaMessages" INTEGER,
    "messageCount" INTEGER NOT NULL DEFAULT 0,
    "octets" BIGINT NOT NULL DEFAULT 0,
    "recoverableCount" INTEGER NOT NULL DEFAULT 0,
    "recoverableOctets" BIGINT NOT NULL DEFAULT 0,
    "changeSeq" INTEGER NOT NULL DEFAULT 0,
    "nextSequence" INTEGER NOT NULL DEFAULT 1,
    "lastSignInAt" DATETIME,
    "lastDeliveryAt" DATETIME,
    "searchText" TEXT NOT NULL DEFAULT '',
    "deletedAt" DATETIME,
    "deletedWith" TEXT,
    "isPurged" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" DATETIME NOT NULL,
    CONSTRAINT "Account_domainId_fkey" FOREIGN KEY ("domainId") REFERENCES "Domain" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
INSERT INTO "new_Account" ("address", "canReceive", "canSignIn", "changeSeq", "createdAt", "deletedAt", "deletedWith", "displayName", "domainId", "id", "isPurged", "lastDeliveryAt", "lastSignInAt", "localPart", "messageCount", "nextSequence", "octets", "passwordAt", "passwordHash", "quotaMessages", "quotaOctets", "recoverableCount", "recoverableOctets", "scramVerifier", "searchText", "updatedAt") SELECT "address", "canReceive", "canSignIn", "changeSeq", "createdAt", "deletedAt", "deletedWith", "displayName", "domainId", "id", "isPurged", "lastDeliveryAt", "lastSignInAt", "localPart", "messageCount", "nextSequence", "octets", "passwordAt", "passwordHash", "quotaMessages", "quotaOctets", "recoverableCount", "recoverableOctets", "scramVerifier", "searchText", "updatedAt" FROM "Account";
DROP TABLE "Account";
ALTER TABLE "new_Account" RENAME TO "Account";
CREATE UNIQUE INDEX "Account_address_key" ON "Account"("address");
CREATE INDEX "Account_deletedAt_idx" ON "Account"("deletedAt");
CREATE INDEX "Account_domainId_deletedAt_octets_messageCount_idx" ON "Account"("domainId", "deletedAt", "octets", "messageCount");
CREATE UNIQUE INDEX "Account_domainId_localPart_key" ON "Account"("domainId", "localPart");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

-- CreateIndex
CREATE UNIQUE INDEX "AppPassword_hash_key" ON "AppPassword"("hash");

-- CreateIndex
CREATE INDEX "AppPassword_accountId_idx" ON "AppPassword"("accountId");

-- How full an account is (server/quota/use-sql.ts has the same expression): who is near a quota is read from here alone.
CREATE INDEX "Account_quotaUse_idx" ON "Account" (max(CASE WHEN "quotaOctets" IS NULL THEN -1 WHEN "quotaOctets" = 0 THEN 1000 ELSE "octets" * 1000 / "quotaOctets" END, CASE WHEN "quotaMessages" IS NULL THEN -1 WHEN "quotaMessages" = 0 THEN 1000 ELSE "messageCount" * 1000 / "quotaMessages" END)) WHERE "deletedAt" IS NULL AND ("quotaOctets" IS NOT NULL OR "quotaMessages" IS NOT NULL);
