-- CreateTable
CREATE TABLE "CertificateRequest" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "names" TEXT NOT NULL,
    "keyType" TEXT NOT NULL,
    "request" TEXT NOT NULL,
    "sealedKey" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP
);

-- CreateTable
CREATE TABLE "ServedCertificate" (
    "listenerId" INTEGER NOT NULL,
    "nodeId" TEXT NOT NULL,
    "serverName" TEXT NOT NULL,
    "fingerprint" TEXT,
    "issuer" TEXT NOT NULL DEFAULT '',
    "notAfterAt" DATETIME,
    "tlsVersion" TEXT,
    "errorText" TEXT,
    "probedAt" DATETIME NOT NULL,
    "sinceAt" DATETIME NOT NULL,

    PRIMARY KEY ("listenerId", "nodeId", "serverName")
);

-- CreateTable
CREATE TABLE "CertificateAlert" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "fingerprint" TEXT NOT NULL,
    "names" TEXT NOT NULL,
    "notAfterAt" DATETIME NOT NULL,
    "thresholdDays" INTEGER NOT NULL,
    "raisedAt" DATETIME NOT NULL,
    "resolvedAt" DATETIME
);

-- CreateTable
CREATE TABLE "AcmeAccount" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "directoryUrl" TEXT NOT NULL,
    "accountUrl" TEXT NOT NULL,
    "sealedKey" TEXT NOT NULL,
    "contact" TEXT NOT NULL DEFAULT '',
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP
);

-- CreateTable
CREATE TABLE "AutomaticCertificate" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "names" TEXT NOT NULL,
    "keyType" TEXT NOT NULL,
    "directoryUrl" TEXT NOT NULL,
    "directoryCa" TEXT NOT NULL DEFAULT '',
    "contact" TEXT NOT NULL DEFAULT '',
    "challenge" TEXT NOT NULL,
    "hook" TEXT NOT NULL DEFAULT '',
    "dnsWaitSeconds" INTEGER NOT NULL DEFAULT 30,
    "trialUrl" TEXT NOT NULL DEFAULT '',
    "isEnabled" BOOLEAN NOT NULL DEFAULT true,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "certificateId" INTEGER,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "triedAt" DATETIME,
    "startedAt" DATETIME,
    "finishedAt" DATETIME,
    "nextAt" DATETIME,
    "failureCount" INTEGER NOT NULL DEFAULT 0,
    "problem" TEXT,
    "steps" TEXT
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
    "allowsLegacyTls" BOOLEAN NOT NULL DEFAULT false,
    "closing" TEXT NOT NULL DEFAULT 'drain',
    "cleartextNetworks" TEXT NOT NULL DEFAULT '',
    "plannedChange" TEXT,
    "plannedAt" DATETIME,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" DATETIME NOT NULL
);
INSERT INTO "new_Listener" ("address", "cleartextNetworks", "cleartextSignIn", "closing", "createdAt", "id", "isEnabled", "name", "plannedAt", "plannedChange", "port", "protocol", "proxyProtocol", "socketPath", "tls", "trustedNetworks", "updatedAt") SELECT "address", "cleartextNetworks", "cleartextSignIn", "closing", "createdAt", "id", "isEnabled", "name", "plannedAt", "plannedChange", "port", "protocol", "proxyProtocol", "socketPath", "tls", "trustedNetworks", "updatedAt" FROM "Listener";
DROP TABLE "Listener";
ALTER TABLE "new_Listener" RENAME TO "Listener";
CREATE UNIQUE INDEX "Listener_name_key" ON "Listener"("name");
CREATE TABLE "new_Certificate" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "kind" TEXT NOT NULL,
    "chain" TEXT NOT NULL,
    "sealedKey" TEXT NOT NULL,
    "names" TEXT NOT NULL,
    "issuer" TEXT NOT NULL DEFAULT '',
    "keyType" TEXT NOT NULL DEFAULT '',
    "fingerprint" TEXT NOT NULL,
    "notBeforeAt" DATETIME NOT NULL,
    "notAfterAt" DATETIME NOT NULL,
    "isDefault" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP
);
INSERT INTO "new_Certificate" ("chain", "createdAt", "fingerprint", "id", "isDefault", "kind", "names", "notAfterAt", "notBeforeAt", "sealedKey") SELECT "chain", "createdAt", "fingerprint", "id", "isDefault", "kind", "names", "notAfterAt", "notBeforeAt", "sealedKey" FROM "Certificate";
DROP TABLE "Certificate";
ALTER TABLE "new_Certificate" RENAME TO "Certificate";
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

-- CreateIndex
CREATE INDEX "CertificateAlert_resolvedAt_idx" ON "CertificateAlert"("resolvedAt");

-- CreateIndex
CREATE UNIQUE INDEX "CertificateAlert_fingerprint_thresholdDays_key" ON "CertificateAlert"("fingerprint", "thresholdDays");

-- CreateIndex
CREATE UNIQUE INDEX "AcmeAccount_directoryUrl_key" ON "AcmeAccount"("directoryUrl");

-- CreateIndex
CREATE INDEX "AutomaticCertificate_isEnabled_nextAt_idx" ON "AutomaticCertificate"("isEnabled", "nextAt");
