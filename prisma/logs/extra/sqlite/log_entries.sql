-- What lines are filtered by, newest first; only lines that say it, and most do not.
CREATE INDEX "LogEntry_account_idx" ON "LogEntry" ("account", "id") WHERE "account" IS NOT NULL;
CREATE INDEX "LogEntry_sender_idx" ON "LogEntry" ("sender", "id") WHERE "sender" IS NOT NULL;
CREATE INDEX "LogEntry_remoteIp_idx" ON "LogEntry" ("remoteIp", "id") WHERE "remoteIp" IS NOT NULL;
CREATE INDEX "LogEntry_sessionId_idx" ON "LogEntry" ("sessionId", "id") WHERE "sessionId" IS NOT NULL;
CREATE INDEX "LogEntry_queueId_idx" ON "LogEntry" ("queueId", "id") WHERE "queueId" IS NOT NULL;
CREATE INDEX "LogEntry_handedAs_idx" ON "LogEntry" ("handedAs", "id") WHERE "handedAs" IS NOT NULL;
CREATE INDEX "LogEntry_messageId_idx" ON "LogEntry" ("messageId", "id") WHERE "messageId" IS NOT NULL;
CREATE INDEX "LogEntry_program_idx" ON "LogEntry" ("program", "id") WHERE "program" IS NOT NULL;
CREATE INDEX "LogEntry_service_idx" ON "LogEntry" ("service", "id") WHERE "service" IS NOT NULL;
CREATE INDEX "LogEntry_event_idx" ON "LogEntry" ("event", "id") WHERE "event" IS NOT NULL;
CREATE INDEX "LogEntry_result_idx" ON "LogEntry" ("result", "id") WHERE "result" IS NOT NULL;
-- Words of lines (server/log-entry/entry-words.ts), by LogEntry.id. The text is not kept here, nor where in the line a word stands.
CREATE VIRTUAL TABLE "LogEntryWords" USING fts5("words", content='', contentless_delete=1, detail=none, tokenize='unicode61 remove_diacritics 0 tokenchars ''.@_-+:/''');
