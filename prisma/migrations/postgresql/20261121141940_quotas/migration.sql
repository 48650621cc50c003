-- AlterTable
ALTER TABLE "Domain" ADD COLUMN     "accountQuotaMessages" INTEGER,
ADD COLUMN     "accountQuotaOctets" BIGINT,
ADD COLUMN     "hasAccountQuota" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "quotaMessages" INTEGER,
ADD COLUMN     "quotaOctets" BIGINT;

-- CreateTable
CREATE TABLE "QuotaAlert" (
    "id" SERIAL NOT NULL,
    "accountId" INTEGER,
    "domainId" INTEGER,
    "threshold" INTEGER NOT NULL,
    "isHighest" BOOLEAN NOT NULL,
    "measure" TEXT NOT NULL,
    "used" BIGINT NOT NULL,
    "quota" BIGINT NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,
    "endedAt" TIMESTAMP(3),

    CONSTRAINT "QuotaAlert_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "QuotaRefusal" (
    "accountId" INTEGER NOT NULL,
    "count" INTEGER NOT NULL,
    "firstAt" TIMESTAMP(3) NOT NULL,
    "lastAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "QuotaRefusal_pkey" PRIMARY KEY ("accountId")
);

-- CreateIndex
CREATE INDEX "QuotaAlert_accountId_endedAt_idx" ON "QuotaAlert"("accountId", "endedAt");

-- CreateIndex
CREATE INDEX "QuotaAlert_domainId_endedAt_idx" ON "QuotaAlert"("domainId", "endedAt");

-- CreateIndex
CREATE INDEX "QuotaAlert_endedAt_at_idx" ON "QuotaAlert"("endedAt", "at");

-- CreateIndex
CREATE INDEX "QuotaAlert_at_idx" ON "QuotaAlert"("at");

-- CreateIndex
CREATE INDEX "QuotaRefusal_lastAt_idx" ON "QuotaRefusal"("lastAt");

-- CreateIndex
CREATE INDEX "Account_domainId_deletedAt_octets_messageCount_idx" ON "Account"("domainId", "deletedAt", "octets", "messageCount");

-- AddForeignKey
ALTER TABLE "QuotaAlert" ADD CONSTRAINT "QuotaAlert_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "QuotaAlert" ADD CONSTRAINT "QuotaAlert_domainId_fkey" FOREIGN KEY ("domainId") REFERENCES "Domain"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "QuotaRefusal" ADD CONSTRAINT "QuotaRefusal_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- How full an account is (server/quota/use-sql.ts has the same expression): who is near a quota is read from here alone.
CREATE INDEX "Account_quotaUse_idx" ON "Account" ((GREATEST(CASE WHEN "quotaOctets" IS NULL THEN -1 WHEN "quotaOctets" = 0 THEN 1000 ELSE "octets" * 1000 / "quotaOctets" END, CASE WHEN "quotaMessages" IS NULL THEN -1 WHEN "quotaMessages" = 0 THEN 1000 ELSE CAST("messageCount" AS bigint) * 1000 / "quotaMessages" END))) WHERE "deletedAt" IS NULL AND ("quotaOctets" IS NOT NULL OR "quotaMessages" IS NOT NULL);
