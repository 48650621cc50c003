-- What was removed before the column; SQLite folds ASCII alone.
UPDATE "RemovedMessage" SET "searchText" = lower("sender" || char(10) || "subject" || char(10) || "messageIdHeader" || char(10) || coalesce("importedId", ''));
CREATE VIRTUAL TABLE "RemovedMessageText" USING fts5("searchText", content='', contentless_delete=1, tokenize='trigram');
INSERT INTO "RemovedMessageText"("rowid", "searchText") SELECT ("accountId" << 31) | "sequence", "searchText" FROM "RemovedMessage";
