-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_Listener" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" TEXT NOT NULL,
    "protocol" TEXT NOT NULL,
    "address" TEXT,
    "port" INTEGER,
    "socketPath" TEXT,
    "tls" TEXT NOT NULL,
    "cleartextSignIn" TEXT NOT NULL DEFAULT 'networks',
    "isEnabled" BOOLEAN NOT NULL DEFAULT true,
    "proxyProtocol" BOOLEAN NOT NULL DEFAULT false,
    "trustedNetworks" TEXT NOT NULL DEFAULT '',
    "allowsLegacyTls" BOOLEAN NOT NULL DEFAULT false,
    "closing" TEXT NOT NULL DEFAULT 'drain',
    "cleartextNetworks" TEXT NOT NULL DEFAULT '127.0.0.0/8,::1/128',
    "plannedChange" TEXT,
    "plannedAt" DATETIME,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" DATETIME NOT NULL
);
INSERT INTO "new_Listener" ("address", "allowsLegacyTls", "cleartextNetworks", "cleartextSignIn", "closing", "createdAt", "id", "isEnabled", "name", "plannedAt", "plannedChange", "port", "protocol", "proxyProtocol", "socketPath", "tls", "trustedNetworks", "updatedAt") SELECT "address", "allowsLegacyTls", "cleartextNetworks", "cleartextSignIn", "closing", "createdAt", "id", "isEnabled", "name", "plannedAt", "plannedChange", "port", "protocol", "proxyProtocol", "socketPath", "tls", "trustedNetworks", "updatedAt" FROM "Listener";
DROP TABLE "Listener";
ALTER TABLE "new_Listener" RENAME TO "Listener";
CREATE UNIQUE INDEX "Listener_name_key" ON "Listener"("name");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

-- "From this machine alone" is one choice of networks among others.
UPDATE "Listener" SET "cleartextNetworks" = '127.0.0.0/8,::1/128' WHERE "cleartextNetworks" = '';
UPDATE "Listener" SET "cleartextSignIn" = 'networks' WHERE "cleartextSignIn" = 'loopback';
