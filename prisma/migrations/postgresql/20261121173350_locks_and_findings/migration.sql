-- CreateTable
CREATE TABLE "SpoolFolder" (
    "id" SERIAL NOT NULL,
    "path" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "SpoolFolder_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Finding" (
    "id" SERIAL NOT NULL,
    "accountId" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "openKey" TEXT,
    "evidence" TEXT NOT NULL,
    "firstSeenAt" TIMESTAMP(3) NOT NULL,
    "lastSeenAt" TIMESTAMP(3) NOT NULL,
    "endedAt" TIMESTAMP(3),

    CONSTRAINT "Finding_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "SpoolFolder_path_key" ON "SpoolFolder"("path");

-- CreateIndex
CREATE UNIQUE INDEX "Finding_openKey_key" ON "Finding"("openKey");

-- CreateIndex
CREATE INDEX "Finding_accountId_endedAt_idx" ON "Finding"("accountId", "endedAt");

-- CreateIndex
CREATE INDEX "Finding_endedAt_kind_idx" ON "Finding"("endedAt", "kind");

-- AddForeignKey
ALTER TABLE "Finding" ADD CONSTRAINT "Finding_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account"("id") ON DELETE CASCADE ON UPDATE CASCADE;
