-- CreateTable
CREATE TABLE "Exception" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "policy" TEXT NOT NULL,
    "listenerId" INTEGER,
    "network" TEXT,
    "accountId" INTEGER,
    "reason" TEXT NOT NULL DEFAULT '',
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "endsAt" DATETIME NOT NULL,
    "endedAt" DATETIME,
    CONSTRAINT "Exception_listenerId_fkey" FOREIGN KEY ("listenerId") REFERENCES "Listener" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "Exception_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "AcmeChallenge" (
    "token" TEXT NOT NULL PRIMARY KEY,
    "keyAuthorization" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" DATETIME NOT NULL
);

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
    "cleartextSignIn" TEXT NOT NULL DEFAULT 'loopback',
    "isEnabled" BOOLEAN NOT NULL DEFAULT true,
    "proxyProtocol" BOOLEAN NOT NULL DEFAULT false,
    "trustedNetworks" TEXT NOT NULL DEFAULT '',
    "closing" TEXT NOT NULL DEFAULT 'drain',
    "cleartextNetworks" TEXT NOT NULL DEFAULT '',
    "plannedChange" TEXT,
    "plannedAt" DATETIME,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" DATETIME NOT NULL
);
INSERT INTO "new_Listener" ("address", "cleartextSignIn", "closing", "createdAt", "id", "isEnabled", "name", "port", "protocol", "proxyProtocol", "socketPath", "tls", "trustedNetworks", "updatedAt") SELECT "address", "cleartextSignIn", "closing", "createdAt", "id", "isEnabled", "name", "port", "protocol", "proxyProtocol", "socketPath", "tls", "trustedNetworks", "updatedAt" FROM "Listener";
DROP TABLE "Listener";
ALTER TABLE "new_Listener" RENAME TO "Listener";
CREATE UNIQUE INDEX "Listener_name_key" ON "Listener"("name");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

-- CreateIndex
CREATE INDEX "Exception_policy_endsAt_idx" ON "Exception"("policy", "endsAt");

-- CreateIndex
CREATE INDEX "Exception_accountId_idx" ON "Exception"("accountId");

-- CreateIndex
CREATE INDEX "Exception_listenerId_idx" ON "Exception"("listenerId");

-- CreateIndex
CREATE INDEX "AcmeChallenge_expiresAt_idx" ON "AcmeChallenge"("expiresAt");

-- Who signs in without TLS, by listener: the sessions with TLS, most of them, are not in it.
CREATE INDEX "Session_cleartext_idx" ON "Session"("listenerId", "accountId", "remoteAddress", "signedInAt")
  WHERE "tlsVersion" IS NULL AND "signedInAt" IS NOT NULL;
