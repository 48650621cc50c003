-- AlterTable
ALTER TABLE "Domain" ADD COLUMN     "allowedNetworks" TEXT NOT NULL DEFAULT '';

-- AlterTable
ALTER TABLE "Account" ADD COLUMN     "allowedNetworks" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "onlyAppPasswords" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "Session" ADD COLUMN     "appPasswordId" INTEGER,
ADD COLUMN     "client" TEXT;

-- CreateTable
CREATE TABLE "AppPassword" (
    "id" SERIAL NOT NULL,
    "accountId" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "scramVerifier" BYTEA,
    "allowedNetworks" TEXT NOT NULL DEFAULT '',
    "expiresAt" TIMESTAMP(3),
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastUsedAt" TIMESTAMP(3),
    "lastUsedAddress" TEXT,
    "revokedAt" TIMESTAMP(3),

    CONSTRAINT "AppPassword_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "PasswordSource" (
    "domainId" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "settings" TEXT NOT NULL,
    "sealedPassword" TEXT,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "PasswordSource_pkey" PRIMARY KEY ("domainId")
);

-- CreateIndex
CREATE UNIQUE INDEX "AppPassword_hash_key" ON "AppPassword"("hash");

-- CreateIndex
CREATE INDEX "AppPassword_accountId_idx" ON "AppPassword"("accountId");

-- AddForeignKey
ALTER TABLE "AppPassword" ADD CONSTRAINT "AppPassword_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PasswordSource" ADD CONSTRAINT "PasswordSource_domainId_fkey" FOREIGN KEY ("domainId") REFERENCES "Domain"("id") ON DELETE CASCADE ON UPDATE CASCADE;
