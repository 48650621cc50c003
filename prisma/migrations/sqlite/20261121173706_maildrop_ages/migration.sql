-- CreateTable
CREATE TABLE "MaildropAges" (
    "accountId" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "changeSeq" INTEGER NOT NULL,
    "downloadSeq" INTEGER NOT NULL,
    "packed" BLOB NOT NULL,
    CONSTRAINT "MaildropAges_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "MaildropDownloads" (
    "accountId" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "downloadSeq" INTEGER NOT NULL,
    CONSTRAINT "MaildropDownloads_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
