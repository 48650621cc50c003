-- AlterTable
ALTER TABLE "Administrator" ADD COLUMN     "accountId" INTEGER;

-- CreateIndex
CREATE UNIQUE INDEX "Administrator_accountId_key" ON "Administrator"("accountId");

-- AddForeignKey
ALTER TABLE "Administrator" ADD CONSTRAINT "Administrator_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account"("id") ON DELETE CASCADE ON UPDATE CASCADE;
