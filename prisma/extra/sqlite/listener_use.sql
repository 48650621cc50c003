-- Who has signed in through which listener, from the sessions there are; from then on the daemon sums up.
INSERT INTO "ListenerUse" ("listenerId", "accountId", "remoteAddress", "tlsVersion", "lastAt")
  SELECT "listenerId", "accountId", "remoteAddress", COALESCE("tlsVersion", ''), MAX("signedInAt") FROM "Session"
  WHERE "signedInAt" IS NOT NULL AND "listenerId" IS NOT NULL AND "accountId" IS NOT NULL
  GROUP BY "listenerId", "accountId", "remoteAddress", "tlsVersion";
INSERT INTO "SummedUp" ("name", "until") SELECT 'listener-use', MAX("endedAt") FROM "Session" WHERE "endedAt" IS NOT NULL HAVING COUNT(*) > 0;
DROP INDEX "Session_listenerUse_idx";
