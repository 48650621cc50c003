-- DropIndex
DROP INDEX "Account_deletedAt_idx";

-- CreateIndex
CREATE INDEX "Account_list_idx" ON "Account"("deletedAt", "address", "searchText", "domainId", "canReceive", "canSignIn", "passwordAt", "createdAt");
