-- This is an empty migration.

-- Who uses which listener, and how: read from here alone, also over a million sessions.
DROP INDEX "Session_cleartext_idx";
CREATE INDEX "Session_listenerUse_idx" ON "Session"("listenerId", "accountId", "remoteAddress", "tlsVersion", "signedInAt")
  WHERE "signedInAt" IS NOT NULL;
