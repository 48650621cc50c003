-- CreateTable
CREATE TABLE "LogEntry" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "sourceId" INTEGER NOT NULL,
    "fileId" INTEGER NOT NULL,
    "at" DATETIME NOT NULL,
    "host" TEXT,
    "program" TEXT,
    "pid" INTEGER,
    "service" TEXT,
    "event" TEXT,
    "result" TEXT,
    "account" TEXT,
    "sender" TEXT,
    "remoteIp" TEXT,
    "remoteHost" TEXT,
    "localIp" TEXT,
    "tls" TEXT,
    "mechanism" TEXT,
    "sessionId" TEXT,
    "queueId" TEXT,
    "handedAs" TEXT,
    "messageId" TEXT,
    "octets" BIGINT,
    "retrievedCount" INTEGER,
    "removedCount" INTEGER,
    "messageCount" INTEGER,
    "attemptCount" INTEGER,
    "recipientCount" INTEGER,
    "seconds" REAL,
    "dsn" TEXT,
    "reason" TEXT,
    "raw" TEXT NOT NULL,
    "cutOctets" INTEGER NOT NULL DEFAULT 0,
    "words" TEXT NOT NULL DEFAULT ''
);

-- CreateTable
CREATE TABLE "LogMinute" (
    "minute" INTEGER NOT NULL,
    "result" TEXT NOT NULL,
    "lineCount" INTEGER NOT NULL,
    "octets" BIGINT NOT NULL,

    PRIMARY KEY ("minute", "result")
);

-- CreateTable
CREATE TABLE "LogFile" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "sourceId" INTEGER NOT NULL,
    "nodeId" TEXT NOT NULL,
    "device" TEXT NOT NULL,
    "inode" TEXT NOT NULL,
    "headHash" TEXT NOT NULL DEFAULT '',
    "headOctets" INTEGER NOT NULL DEFAULT 0,
    "path" TEXT NOT NULL,
    "readOctets" BIGINT NOT NULL DEFAULT 0,
    "lineCount" BIGINT NOT NULL DEFAULT 0,
    "lastAt" DATETIME,
    "isDone" BOOLEAN NOT NULL DEFAULT false,
    "trouble" TEXT NOT NULL DEFAULT '',
    "seenAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "LogSourceStatus" (
    "sourceId" INTEGER NOT NULL,
    "nodeId" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "trouble" TEXT NOT NULL DEFAULT '',
    "remedy" TEXT NOT NULL DEFAULT '',
    "lastAt" DATETIME,
    "lineCount" BIGINT NOT NULL DEFAULT 0,
    "waitingOctets" BIGINT NOT NULL DEFAULT 0,
    "readAt" DATETIME,
    "seenAt" DATETIME NOT NULL,

    PRIMARY KEY ("sourceId", "nodeId")
);

-- CreateIndex
CREATE INDEX "LogEntry_sourceId_id_idx" ON "LogEntry"("sourceId", "id");

-- CreateIndex
CREATE INDEX "LogFile_sourceId_nodeId_idx" ON "LogFile"("sourceId", "nodeId");

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
