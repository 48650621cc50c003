-- AlterTable
ALTER TABLE "Domain" ADD COLUMN     "catchAllAccountId" INTEGER;

-- AlterTable
ALTER TABLE "Account" ADD COLUMN     "scramVerifier" BYTEA;

-- AlterTable
ALTER TABLE "Listener" ADD COLUMN     "proxyProtocol" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "trustedNetworks" TEXT NOT NULL DEFAULT '';

-- CreateTable
CREATE TABLE "MaildropSnapshot" (
    "accountId" INTEGER NOT NULL,
    "changeSeq" INTEGER NOT NULL,
    "nextSequence" INTEGER NOT NULL,
    "packed" BYTEA NOT NULL,

    CONSTRAINT "MaildropSnapshot_pkey" PRIMARY KEY ("accountId")
);

-- CreateTable
CREATE TABLE "TicketKey" (
    "id" SERIAL NOT NULL,
    "sealed" BYTEA NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "TicketKey_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "WatchedMaildir" (
    "id" SERIAL NOT NULL,
    "path" TEXT NOT NULL,
    "accountId" INTEGER NOT NULL,
    "isEnabled" BOOLEAN NOT NULL DEFAULT true,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "seenAt" TIMESTAMP(3),
    "takenCount" INTEGER NOT NULL DEFAULT 0,
    "errorText" TEXT,

    CONSTRAINT "WatchedMaildir_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "BodyDamage" (
    "accountId" INTEGER NOT NULL,
    "sequence" INTEGER NOT NULL,
    "place" TEXT NOT NULL,
    "problem" TEXT NOT NULL,
    "foundAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "BodyDamage_pkey" PRIMARY KEY ("accountId","sequence")
);

-- CreateIndex
CREATE UNIQUE INDEX "WatchedMaildir_path_key" ON "WatchedMaildir"("path");

-- CreateIndex
CREATE INDEX "WatchedMaildir_accountId_idx" ON "WatchedMaildir"("accountId");

-- CreateIndex
CREATE INDEX "Domain_catchAllAccountId_idx" ON "Domain"("catchAllAccountId");

-- AddForeignKey
ALTER TABLE "Domain" ADD CONSTRAINT "Domain_catchAllAccountId_fkey" FOREIGN KEY ("catchAllAccountId") REFERENCES "Account"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "MaildropSnapshot" ADD CONSTRAINT "MaildropSnapshot_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "WatchedMaildir" ADD CONSTRAINT "WatchedMaildir_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account"("id") ON DELETE CASCADE ON UPDATE CASCADE;
