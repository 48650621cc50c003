-- What searches of recoverable mail look up, by trigrams: its rows are named by account and sequence in one number.
CREATE TRIGGER "RemovedMessage_text_insert" AFTER INSERT ON "RemovedMessage" BEGIN
  INSERT INTO "RemovedMessageText"("rowid", "searchText") VALUES ((new."accountId" << 31) | new."sequence", new."searchText");
END;
CREATE TRIGGER "RemovedMessage_text_delete" AFTER DELETE ON "RemovedMessage" BEGIN
  DELETE FROM "RemovedMessageText" WHERE "rowid" = (old."accountId" << 31) | old."sequence";
END;
