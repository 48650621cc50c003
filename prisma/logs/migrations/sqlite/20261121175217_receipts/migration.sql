-- CreateTable
CREATE TABLE "Receipt" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "accountId" INTEGER NOT NULL,
    "sequence" INTEGER NOT NULL,
    "address" TEXT NOT NULL,
    "uniqueId" TEXT NOT NULL,
    "octets" INTEGER NOT NULL,
    "arrivedAt" DATETIME NOT NULL,
    "envelopeSender" TEXT NOT NULL DEFAULT '',
    "recipient" TEXT NOT NULL DEFAULT '',
    "protocol" TEXT NOT NULL DEFAULT '',
    "client" TEXT NOT NULL DEFAULT '',
    "clientAddress" TEXT NOT NULL DEFAULT '',
    "deliveryId" TEXT NOT NULL DEFAULT '',
    "queueHost" TEXT NOT NULL DEFAULT '',
    "queueId" TEXT NOT NULL DEFAULT '',
    "sender" TEXT NOT NULL DEFAULT '',
    "subject" TEXT NOT NULL DEFAULT '',
    "messageIdHeader" TEXT NOT NULL DEFAULT '',
    "searchText" TEXT NOT NULL
);

-- CreateIndex
CREATE INDEX "Receipt_arrivedAt_idx" ON "Receipt"("arrivedAt");

-- CreateIndex
CREATE UNIQUE INDEX "Receipt_accountId_sequence_key" ON "Receipt"("accountId", "sequence");

-- Words of receipts. The text itself stays in the table; triggers keep the two at one.
CREATE VIRTUAL TABLE "ReceiptWords" USING fts5("searchText", content='Receipt', content_rowid='id', tokenize='unicode61 remove_diacritics 0', prefix='3');
CREATE TRIGGER "Receipt_insert" AFTER INSERT ON "Receipt" BEGIN
  INSERT INTO "ReceiptWords" (rowid, "searchText") VALUES (new."id", new."searchText");
END;
CREATE TRIGGER "Receipt_delete" AFTER DELETE ON "Receipt" BEGIN
  INSERT INTO "ReceiptWords" ("ReceiptWords", rowid, "searchText") VALUES ('delete', old."id", old."searchText");
END;
CREATE TRIGGER "Receipt_update" AFTER UPDATE OF "searchText" ON "Receipt" BEGIN
  INSERT INTO "ReceiptWords" ("ReceiptWords", rowid, "searchText") VALUES ('delete', old."id", old."searchText");
  INSERT INTO "ReceiptWords" (rowid, "searchText") VALUES (new."id", new."searchText");
END;
