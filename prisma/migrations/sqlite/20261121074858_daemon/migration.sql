-- AlterTable
ALTER TABLE "Account" ADD COLUMN "scramVerifier" BLOB;

-- CreateTable
CREATE TABLE "MaildropSnapshot" (
    "accountId" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "changeSeq" INTEGER NOT NULL,
    "nextSequence" INTEGER NOT NULL,
    "packed" BLOB NOT NULL,
    CONSTRAINT "MaildropSnapshot_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "TicketKey" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "sealed" BLOB NOT NULL,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP
);

-- CreateTable
CREATE TABLE "WatchedMaildir" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "path" TEXT NOT NULL,
    "accountId" INTEGER NOT NULL,
    "isEnabled" BOOLEAN NOT NULL DEFAULT true,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "seenAt" DATETIME,
    "takenCount" INTEGER NOT NULL DEFAULT 0,
    "errorText" TEXT,
    CONSTRAINT "WatchedMaildir_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "BodyDamage" (
    "accountId" INTEGER NOT NULL,
    "sequence" INTEGER NOT NULL,
    "place" TEXT NOT NULL,
    "problem" TEXT NOT NULL,
    "foundAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,

    PRIMARY KEY ("accountId", "sequence")
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
    CONSTRAINT "Domain_catchAllAccountId_fkey" FOREIGN KEY ("catchAllAccountId") REFERENCES "Account" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);
INSERT INTO "new_Domain" ("createdAt", "id", "isSample", "name") SELECT "createdAt", "id", "isSample", "name" FROM "Domain";
DROP TABLE "Domain";
ALTER TABLE "new_Domain" RENAME TO "Domain";
CREATE UNIQUE INDEX "Domain_name_key" ON "Domain"("name");
CREATE INDEX "Domain_catchAllAccountId_idx" ON "Domain"("catchAllAccountId");
CREATE TABLE "new_Listener" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" TEXT NOT NULL,
    "protocol" TEXT NOT NULL,
    "address" TEXT,
    "port" INTEGER,
    "socketPath" TEXT,
    "tls" TEXT NOT NULL,
    "cleartextSignIn" TEXT NOT NULL DEFAULT 'loopback',
    "isEnabled" BOOLEAN NOT NULL DEFAULT true,
    "proxyProtocol" BOOLEAN NOT NULL DEFAULT false,
    "trustedNetworks" TEXT NOT NULL DEFAULT '',
    "closing" TEXT NOT NULL DEFAULT 'drain',
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" DATETIME NOT NULL
);
INSERT INTO "new_Listener" ("address", "cleartextSignIn", "closing", "createdAt", "id", "isEnabled", "name", "port", "protocol", "socketPath", "tls", "updatedAt") SELECT "address", "cleartextSignIn", "closing", "createdAt", "id", "isEnabled", "name", "port", "protocol", "socketPath", "tls", "updatedAt" FROM "Listener";
DROP TABLE "Listener";
ALTER TABLE "new_Listener" RENAME TO "Listener";
CREATE UNIQUE INDEX "Listener_name_key" ON "Listener"("name");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

-- CreateIndex
CREATE UNIQUE INDEX "WatchedMaildir_path_key" ON "WatchedMaildir"("path");

-- CreateIndex
CREATE INDEX "WatchedMaildir_accountId_idx" ON "WatchedMaildir"("accountId");
