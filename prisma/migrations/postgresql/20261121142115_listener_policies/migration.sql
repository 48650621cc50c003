-- AlterTable
ALTER TABLE "Listener" ADD COLUMN     "cleartextNetworks" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "plannedAt" TIMESTAMP(3),
ADD COLUMN     "plannedChange" TEXT;

-- CreateTable
CREATE TABLE "Exception" (
    "id" SERIAL NOT NULL,
    "policy" TEXT NOT NULL,
    "listenerId" INTEGER,
    "network" TEXT,
    "accountId" INTEGER,
    "reason" TEXT NOT NULL DEFAULT '',
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "endsAt" TIMESTAMP(3) NOT NULL,
    "endedAt" TIMESTAMP(3),

    CONSTRAINT "Exception_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AcmeChallenge" (
    "token" TEXT NOT NULL,
    "keyAuthorization" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "AcmeChallenge_pkey" PRIMARY KEY ("token")
);

-- CreateIndex
CREATE INDEX "Exception_policy_endsAt_idx" ON "Exception"("policy", "endsAt");

-- CreateIndex
CREATE INDEX "Exception_accountId_idx" ON "Exception"("accountId");

-- CreateIndex
CREATE INDEX "Exception_listenerId_idx" ON "Exception"("listenerId");

-- CreateIndex
CREATE INDEX "AcmeChallenge_expiresAt_idx" ON "AcmeChallenge"("expiresAt");

-- AddForeignKey
ALTER TABLE "Exception" ADD CONSTRAINT "Exception_listenerId_fkey" FOREIGN KEY ("listenerId") REFERENCES "Listener"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Exception" ADD CONSTRAINT "Exception_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Who signs in without TLS, by listener: the sessions with TLS, most of them, are not in it.
CREATE INDEX "Session_cleartext_idx" ON "Session"("listenerId", "accountId", "remoteAddress", "signedInAt")
  WHERE "tlsVersion" IS NULL AND "signedInAt" IS NOT NULL;
