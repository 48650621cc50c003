-- CreateTable
CREATE TABLE "Control" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT DEFAULT 1,
    "generation" INTEGER NOT NULL DEFAULT 1,
    "requestNumber" INTEGER NOT NULL DEFAULT 0,
    "auditNumber" INTEGER NOT NULL DEFAULT 0,
    "auditHash" TEXT NOT NULL DEFAULT '',
    "storeEpoch" TEXT NOT NULL,
    "nextUnique" BIGINT NOT NULL DEFAULT 1,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP
);

-- CreateTable
CREATE TABLE "Setting" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "value" TEXT NOT NULL,
    "updatedAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "Domain" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" TEXT NOT NULL,
    "isSample" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP
);

-- CreateTable
CREATE TABLE "Account" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "domainId" INTEGER NOT NULL,
    "localPart" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "displayName" TEXT NOT NULL DEFAULT '',
    "passwordHash" TEXT NOT NULL DEFAULT '',
    "passwordAt" DATETIME,
    "canReceive" BOOLEAN NOT NULL DEFAULT true,
    "canSignIn" BOOLEAN NOT NULL DEFAULT true,
    "quotaOctets" BIGINT,
    "quotaMessages" INTEGER,
    "messageCount" INTEGER NOT NULL DEFAULT 0,
    "octets" BIGINT NOT NULL DEFAULT 0,
    "changeSeq" INTEGER NOT NULL DEFAULT 0,
    "nextSequence" INTEGER NOT NULL DEFAULT 1,
    "lastSignInAt" DATETIME,
    "lastDeliveryAt" DATETIME,
    "deletedAt" DATETIME,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" DATETIME NOT NULL,
    CONSTRAINT "Account_domainId_fkey" FOREIGN KEY ("domainId") REFERENCES "Domain" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Alias" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "domainId" INTEGER NOT NULL,
    "localPart" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "accountId" INTEGER NOT NULL,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "Alias_domainId_fkey" FOREIGN KEY ("domainId") REFERENCES "Domain" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "Alias_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Message" (
    "accountId" INTEGER NOT NULL,
    "sequence" INTEGER NOT NULL,
    "uniqueEpoch" TEXT NOT NULL,
    "uniqueNumber" BIGINT NOT NULL,
    "importedId" TEXT,
    "octets" INTEGER NOT NULL,
    "headerOctets" INTEGER NOT NULL,
    "hasDotLines" BOOLEAN NOT NULL,
    "bodyPlace" TEXT NOT NULL,
    "arrivedAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "downloadedAt" DATETIME,

    PRIMARY KEY ("accountId", "sequence"),
    CONSTRAINT "Message_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Removal" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "accountId" INTEGER NOT NULL,
    "sessionId" TEXT,
    "cause" TEXT NOT NULL,
    "sequences" BLOB NOT NULL,
    "messageCount" INTEGER NOT NULL,
    "octets" BIGINT NOT NULL,
    "committedAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finishedAt" DATETIME,
    CONSTRAINT "Removal_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "MaildropLock" (
    "accountId" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "sessionId" TEXT NOT NULL,
    "incarnationId" TEXT NOT NULL,
    "acquiredAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "MaildropLock_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Session" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "incarnationId" TEXT NOT NULL,
    "listenerId" INTEGER,
    "remoteAddress" TEXT NOT NULL,
    "remotePort" INTEGER NOT NULL,
    "localPort" INTEGER NOT NULL,
    "tlsVersion" TEXT,
    "state" TEXT,
    "accountId" INTEGER,
    "address" TEXT,
    "mechanism" TEXT,
    "lastRefusal" TEXT,
    "lastCommand" TEXT,
    "lastCommandAt" DATETIME,
    "commandCount" INTEGER NOT NULL DEFAULT 0,
    "octetsSent" BIGINT NOT NULL DEFAULT 0,
    "retrieved" BLOB,
    "marked" BLOB,
    "retrievedCount" INTEGER NOT NULL DEFAULT 0,
    "markedCount" INTEGER NOT NULL DEFAULT 0,
    "removedCount" INTEGER NOT NULL DEFAULT 0,
    "startedAt" DATETIME NOT NULL,
    "signedInAt" DATETIME,
    "endedAt" DATETIME,
    "endReason" TEXT
);

-- CreateTable
CREATE TABLE "Node" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "hostname" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "pid" INTEGER NOT NULL,
    "heartbeat" INTEGER NOT NULL DEFAULT 0,
    "observedGeneration" INTEGER NOT NULL DEFAULT 0,
    "observedRequest" INTEGER NOT NULL DEFAULT 0,
    "startedAt" DATETIME NOT NULL,
    "seenAt" DATETIME NOT NULL,
    "stoppedAt" DATETIME
);

-- CreateTable
CREATE TABLE "Incarnation" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "nodeId" TEXT NOT NULL,
    "pid" INTEGER NOT NULL,
    "heartbeat" INTEGER NOT NULL DEFAULT 0,
    "startedAt" DATETIME NOT NULL,
    "endedAt" DATETIME
);

-- CreateTable
CREATE TABLE "Listener" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" TEXT NOT NULL,
    "protocol" TEXT NOT NULL,
    "address" TEXT,
    "port" INTEGER,
    "socketPath" TEXT,
    "tls" TEXT NOT NULL,
    "cleartextSignIn" TEXT NOT NULL DEFAULT 'loopback',
    "isEnabled" BOOLEAN NOT NULL DEFAULT true,
    "closing" TEXT NOT NULL DEFAULT 'drain',
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "ListenerStatus" (
    "listenerId" INTEGER NOT NULL,
    "nodeId" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "errorCode" TEXT,
    "errorText" TEXT,
    "boundPort" INTEGER,
    "observedGeneration" INTEGER NOT NULL,
    "sinceAt" DATETIME NOT NULL,

    PRIMARY KEY ("listenerId", "nodeId")
);

-- CreateTable
CREATE TABLE "Certificate" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "kind" TEXT NOT NULL,
    "chain" TEXT NOT NULL,
    "sealedKey" TEXT NOT NULL,
    "names" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "notBeforeAt" DATETIME NOT NULL,
    "notAfterAt" DATETIME NOT NULL,
    "isDefault" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP
);

-- CreateTable
CREATE TABLE "Request" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "kind" TEXT NOT NULL,
    "payload" TEXT NOT NULL,
    "requestedAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "answer" TEXT,
    "answeredAt" DATETIME
);

-- CreateTable
CREATE TABLE "Administrator" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "email" TEXT NOT NULL,
    "passwordHash" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "isEnabled" BOOLEAN NOT NULL DEFAULT true,
    "timeZone" TEXT NOT NULL DEFAULT '',
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP
);

-- CreateTable
CREATE TABLE "SignIn" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "administratorId" INTEGER NOT NULL,
    "remoteAddress" TEXT NOT NULL,
    "userAgent" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "seenAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" DATETIME NOT NULL,
    "endedAt" DATETIME,
    CONSTRAINT "SignIn_administratorId_fkey" FOREIGN KEY ("administratorId") REFERENCES "Administrator" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "AuditEntry" (
    "number" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "at" DATETIME NOT NULL,
    "actorKind" TEXT NOT NULL,
    "actorName" TEXT NOT NULL,
    "remoteAddress" TEXT,
    "action" TEXT NOT NULL,
    "object" TEXT NOT NULL,
    "before" TEXT,
    "after" TEXT,
    "previousHash" TEXT NOT NULL,
    "hash" TEXT NOT NULL
);

-- CreateIndex
CREATE UNIQUE INDEX "Domain_name_key" ON "Domain"("name");

-- CreateIndex
CREATE UNIQUE INDEX "Account_address_key" ON "Account"("address");

-- CreateIndex
CREATE INDEX "Account_deletedAt_idx" ON "Account"("deletedAt");

-- CreateIndex
CREATE UNIQUE INDEX "Account_domainId_localPart_key" ON "Account"("domainId", "localPart");

-- CreateIndex
CREATE UNIQUE INDEX "Alias_address_key" ON "Alias"("address");

-- CreateIndex
CREATE INDEX "Alias_accountId_idx" ON "Alias"("accountId");

-- CreateIndex
CREATE INDEX "Alias_domainId_idx" ON "Alias"("domainId");

-- CreateIndex
CREATE UNIQUE INDEX "Message_accountId_importedId_key" ON "Message"("accountId", "importedId");

-- CreateIndex
CREATE INDEX "Removal_accountId_finishedAt_idx" ON "Removal"("accountId", "finishedAt");

-- CreateIndex
CREATE INDEX "Removal_finishedAt_idx" ON "Removal"("finishedAt");

-- CreateIndex
CREATE UNIQUE INDEX "MaildropLock_sessionId_key" ON "MaildropLock"("sessionId");

-- CreateIndex
CREATE INDEX "MaildropLock_incarnationId_idx" ON "MaildropLock"("incarnationId");

-- CreateIndex
CREATE INDEX "Session_endedAt_startedAt_idx" ON "Session"("endedAt", "startedAt");

-- CreateIndex
CREATE INDEX "Session_accountId_startedAt_idx" ON "Session"("accountId", "startedAt");

-- CreateIndex
CREATE INDEX "Session_incarnationId_endedAt_idx" ON "Session"("incarnationId", "endedAt");

-- CreateIndex
CREATE INDEX "Incarnation_nodeId_endedAt_idx" ON "Incarnation"("nodeId", "endedAt");

-- CreateIndex
CREATE UNIQUE INDEX "Listener_name_key" ON "Listener"("name");

-- CreateIndex
CREATE INDEX "Request_answeredAt_idx" ON "Request"("answeredAt");

-- CreateIndex
CREATE UNIQUE INDEX "Administrator_email_key" ON "Administrator"("email");

-- CreateIndex
CREATE INDEX "SignIn_administratorId_idx" ON "SignIn"("administratorId");

-- CreateIndex
CREATE INDEX "AuditEntry_object_idx" ON "AuditEntry"("object");
