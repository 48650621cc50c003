-- DropIndex
DROP INDEX "Session_past_idx";

-- DropIndex
DROP INDEX "Session_accountId_startedAt_idx";

-- DropIndex
DROP INDEX "Session_incarnationId_endedAt_idx";

-- DropIndex
DROP INDEX "SignInFailure_lastAt_idx";

-- CreateTable
CREATE TABLE "ListenerUse" (
    "listenerId" INTEGER NOT NULL,
    "accountId" INTEGER NOT NULL,
    "remoteAddress" TEXT NOT NULL,
    "tlsVersion" TEXT NOT NULL,
    "lastAt" DATETIME NOT NULL,

    PRIMARY KEY ("listenerId", "accountId", "remoteAddress", "tlsVersion")
);

-- CreateTable
CREATE TABLE "SummedUp" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "until" DATETIME NOT NULL
);

-- CreateIndex
CREATE INDEX "ListenerUse_list_idx" ON "ListenerUse"("listenerId", "lastAt", "accountId", "remoteAddress", "tlsVersion");

-- CreateIndex
CREATE INDEX "ListenerUse_lastAt_idx" ON "ListenerUse"("lastAt");

-- CreateIndex
CREATE INDEX "Session_past_idx" ON "Session"("endedAt", "id", "signedInAt", "tlsVersion", "listenerId", "accountId", "endReason", "remoteAddress");

-- CreateIndex
CREATE INDEX "Session_account_idx" ON "Session"("accountId", "startedAt", "listenerId", "remoteAddress", "tlsVersion", "signedInAt");

-- CreateIndex
CREATE INDEX "SignInFailure_list_idx" ON "SignInFailure"("lastAt", "address", "remoteAddress");

-- Who has signed in through which listener, from the sessions there are; from then on the daemon sums up.
INSERT INTO "ListenerUse" ("listenerId", "accountId", "remoteAddress", "tlsVersion", "lastAt")
  SELECT "listenerId", "accountId", "remoteAddress", COALESCE("tlsVersion", ''), MAX("signedInAt") FROM "Session"
  WHERE "signedInAt" IS NOT NULL AND "listenerId" IS NOT NULL AND "accountId" IS NOT NULL
  GROUP BY "listenerId", "accountId", "remoteAddress", "tlsVersion";
INSERT INTO "SummedUp" ("name", "until") SELECT 'listener-use', MAX("endedAt") FROM "Session" WHERE "endedAt" IS NOT NULL HAVING COUNT(*) > 0;
DROP INDEX "Session_listenerUse_idx";
