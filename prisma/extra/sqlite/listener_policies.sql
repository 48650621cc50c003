-- Who signs in without TLS, by listener: the sessions with TLS, most of them, are not in it.
CREATE INDEX "Session_cleartext_idx" ON "Session"("listenerId", "accountId", "remoteAddress", "signedInAt")
  WHERE "tlsVersion" IS NULL AND "signedInAt" IS NOT NULL;
