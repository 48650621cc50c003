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
