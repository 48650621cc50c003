-- CreateTable
CREATE TABLE "MaildropAges" (
    "accountId" INTEGER NOT NULL,
    "changeSeq" INTEGER NOT NULL,
    "downloadSeq" INTEGER NOT NULL,
    "packed" BYTEA NOT NULL,

    CONSTRAINT "MaildropAges_pkey" PRIMARY KEY ("accountId")
);

-- CreateTable
CREATE TABLE "MaildropDownloads" (
    "accountId" INTEGER NOT NULL,
    "downloadSeq" INTEGER NOT NULL,

    CONSTRAINT "MaildropDownloads_pkey" PRIMARY KEY ("accountId")
);

-- AddForeignKey
ALTER TABLE "MaildropAges" ADD CONSTRAINT "MaildropAges_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "MaildropDownloads" ADD CONSTRAINT "MaildropDownloads_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Packed columns do not get smaller: compressing them would cost each count.
ALTER TABLE "MaildropAges" ALTER COLUMN "packed" SET STORAGE EXTERNAL;
