-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "Control" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "generation" INTEGER NOT NULL DEFAULT 1,
    "requestNumber" INTEGER NOT NULL DEFAULT 0,
    "auditNumber" INTEGER NOT NULL DEFAULT 0,
    "auditHash" TEXT NOT NULL DEFAULT '',
    "storeEpoch" TEXT NOT NULL,
    "nextUnique" BIGINT NOT NULL DEFAULT 1,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Control_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Setting" (
    "name" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Setting_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "Domain" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "isSample" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Domain_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Account" (
    "id" SERIAL NOT NULL,
    "domainId" INTEGER NOT NULL,
    "localPart" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "displayName" TEXT NOT NULL DEFAULT '',
    "passwordHash" TEXT NOT NULL DEFAULT '',
    "passwordAt" TIMESTAMP(3),
    "canReceive" BOOLEAN NOT NULL DEFAULT true,
    "canSignIn" BOOLEAN NOT NULL DEFAULT true,
    "quotaOctets" BIGINT,
    "quotaMessages" INTEGER,
    "messageCount" INTEGER NOT NULL DEFAULT 0,
    "octets" BIGINT NOT NULL DEFAULT 0,
    "changeSeq" INTEGER NOT NULL DEFAULT 0,
    "nextSequence" INTEGER NOT NULL DEFAULT 1,
    "lastSignInAt" TIMESTAMP(3),
    "lastDeliveryAt" TIMESTAMP(3),
    "deletedAt" TIMESTAMP(3),
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Alias" (
    "id" SERIAL NOT NULL,
    "domainId" INTEGER NOT NULL,
    "localPart" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "accountId" INTEGER NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Alias_pkey" PRIMARY KEY ("id")
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
    "arrivedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "downloadedAt" TIMESTAMP(3),

    CONSTRAINT "Message_pkey" PRIMARY KEY ("accountId","sequence")
);

-- CreateTable
CREATE TABLE "Removal" (
    "id" SERIAL NOT NULL,
    "accountId" INTEGER NOT NULL,
    "sessionId" TEXT,
    "cause" TEXT NOT NULL,
    "sequences" BYTEA NOT NULL,
    "messageCount" INTEGER NOT NULL,
    "octets" BIGINT NOT NULL,
    "committedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finishedAt" TIMESTAMP(3),

    CONSTRAINT "Removal_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "MaildropLock" (
    "accountId" INTEGER NOT NULL,
    "sessionId" TEXT NOT NULL,
    "incarnationId" TEXT NOT NULL,
    "acquiredAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "MaildropLock_pkey" PRIMARY KEY ("accountId")
);

-- CreateTable
CREATE TABLE "Session" (
    "id" TEXT NOT NULL,
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
    "lastCommandAt" TIMESTAMP(3),
    "commandCount" INTEGER NOT NULL DEFAULT 0,
    "octetsSent" BIGINT NOT NULL DEFAULT 0,
    "retrieved" BYTEA,
    "marked" BYTEA,
    "retrievedCount" INTEGER NOT NULL DEFAULT 0,
    "markedCount" INTEGER NOT NULL DEFAULT 0,
    "removedCount" INTEGER NOT NULL DEFAULT 0,
    "startedAt" TIMESTAMP(3) NOT NULL,
    "signedInAt" TIMESTAMP(3),
    "endedAt" TIMESTAMP(3),
    "endReason" TEXT,

    CONSTRAINT "Session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Node" (
    "id" TEXT NOT NULL,
    "hostname" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "pid" INTEGER NOT NULL,
    "heartbeat" INTEGER NOT NULL DEFAULT 0,
    "observedGeneration" INTEGER NOT NULL DEFAULT 0,
    "observedRequest" INTEGER NOT NULL DEFAULT 0,
    "startedAt" TIMESTAMP(3) NOT NULL,
    "seenAt" TIMESTAMP(3) NOT NULL,
    "stoppedAt" TIMESTAMP(3),

    CONSTRAINT "Node_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Incarnation" (
    "id" TEXT NOT NULL,
    "nodeId" TEXT NOT NULL,
    "pid" INTEGER NOT NULL,
    "heartbeat" INTEGER NOT NULL DEFAULT 0,
    "startedAt" TIMESTAMP(3) NOT NULL,
    "endedAt" TIMESTAMP(3),

    CONSTRAINT "Incarnation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Listener" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "protocol" TEXT NOT NULL,
    "address" TEXT,
    "port" INTEGER,
    "socketPath" TEXT,
    "tls" TEXT NOT NULL,
    "cleartextSignIn" TEXT NOT NULL DEFAULT 'loopback',
    "isEnabled" BOOLEAN NOT NULL DEFAULT true,
    "closing" TEXT NOT NULL DEFAULT 'drain',
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Listener_pkey" PRIMARY KEY ("id")
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
    "sinceAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "ListenerStatus_pkey" PRIMARY KEY ("listenerId","nodeId")
);

-- CreateTable
CREATE TABLE "Certificate" (
    "id" SERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "chain" TEXT NOT NULL,
    "sealedKey" TEXT NOT NULL,
    "names" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "notBeforeAt" TIMESTAMP(3) NOT NULL,
    "notAfterAt" TIMESTAMP(3) NOT NULL,
    "isDefault" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Certificate_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Request" (
    "id" SERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "payload" TEXT NOT NULL,
    "requestedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "answer" TEXT,
    "answeredAt" TIMESTAMP(3),

    CONSTRAINT "Request_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Administrator" (
    "id" SERIAL NOT NULL,
    "email" TEXT NOT NULL,
    "passwordHash" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "isEnabled" BOOLEAN NOT NULL DEFAULT true,
    "timeZone" TEXT NOT NULL DEFAULT '',
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Administrator_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SignIn" (
    "id" TEXT NOT NULL,
    "administratorId" INTEGER NOT NULL,
    "remoteAddress" TEXT NOT NULL,
    "userAgent" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "seenAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMP(3) NOT NULL,
    "endedAt" TIMESTAMP(3),

    CONSTRAINT "SignIn_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AuditEntry" (
    "number" INTEGER NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,
    "actorKind" TEXT NOT NULL,
    "actorName" TEXT NOT NULL,
    "remoteAddress" TEXT,
    "action" TEXT NOT NULL,
    "object" TEXT NOT NULL,
    "before" TEXT,
    "after" TEXT,
    "previousHash" TEXT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "AuditEntry_pkey" PRIMARY KEY ("number")
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

-- AddForeignKey
ALTER TABLE "Account" ADD CONSTRAINT "Account_domainId_fkey" FOREIGN KEY ("domainId") REFERENCES "Domain"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Alias" ADD CONSTRAINT "Alias_domainId_fkey" FOREIGN KEY ("domainId") REFERENCES "Domain"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Alias" ADD CONSTRAINT "Alias_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Message" ADD CONSTRAINT "Message_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Removal" ADD CONSTRAINT "Removal_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "MaildropLock" ADD CONSTRAINT "MaildropLock_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SignIn" ADD CONSTRAINT "SignIn_administratorId_fkey" FOREIGN KEY ("administratorId") REFERENCES "Administrator"("id") ON DELETE CASCADE ON UPDATE CASCADE;
