import type { SessionRecord } from "#server/session/write-sessions.ts";

/** A session that has just connected, changed as the test says. */
export function sessionRecord(
  given: Partial<SessionRecord> & Pick<SessionRecord, "id" | "incarnationId">,
): SessionRecord {
  return {
    listenerId: 1,
    remoteAddress: "192.0.2.1",
    remotePort: 50_000,
    localPort: 995,
    tlsVersion: "TLSv1.3",
    state: "AUTHORIZATION",
    accountId: null,
    address: null,
    mechanism: null,
    appPasswordId: null,
    client: null,
    lastRefusal: null,
    lastCommand: null,
    lastCommandAt: null,
    commandCount: 0,
    octetsSent: 0,
    retrieved: null,
    marked: null,
    retrievedCount: 0,
    markedCount: 0,
    removedCount: 0,
    startedAt: new Date("2026-11-21T10:00:00.001Z"),
    signedInAt: null,
    endedAt: null,
    endReason: null,
    ...given,
  };
}
