import { clientFingerprint } from "#server/session/client-fingerprint.ts";
import type { SessionRecord } from "#server/session/write-sessions.ts";
import type { Indexes } from "../../session/index-set.ts";
import type { Pop3Connection } from "./connection.ts";
import type { RecordedMaildrop } from "./recorded-backend.ts";

/** The row of a session as its connection knows it now. */
export function sessionRecord(connection: Pop3Connection, incarnationId: string): SessionRecord {
  const { host, remote, maildrop, endedAt } = connection;
  const view = connection.session.view;
  return {
    id: connection.id,
    incarnationId,
    listenerId: host.listenerId,
    remoteAddress: remote.address,
    remotePort: remote.port,
    localPort: remote.localPort,
    tlsVersion: connection.tlsVersion,
    // After QUIT the last octets may still be on their way.
    state: endedAt !== null ? null : view.state === "ENDED" ? "UPDATE" : view.state,
    accountId: view.accountId,
    address: view.address,
    mechanism: view.mechanism,
    appPasswordId: view.appPasswordId,
    client: view.signedInAt === null ? null : clientFingerprint(view.opening, connection.peer().isAlpn),
    lastRefusal: view.lastRefusal,
    lastCommand: view.lastCommand,
    lastCommandAt: dateOf(view.lastCommandAt),
    commandCount: connection.commandCount,
    octetsSent: connection.octetsSent,
    retrieved: packed(view.retrieved, maildrop),
    marked: packed(view.marked, maildrop),
    retrievedCount: view.retrieved.count,
    markedCount: view.marked.count,
    removedCount: view.removedCount,
    startedAt: connection.startedAt,
    signedInAt: dateOf(view.signedInAt),
    endedAt,
    endReason: connection.endReason,
  };
}

function dateOf(milliseconds: number | null): Date | null {
  return milliseconds === null ? null : new Date(milliseconds);
}

function packed(indexes: Indexes, maildrop: RecordedMaildrop | null): Uint8Array | null {
  return indexes.count === 0 || maildrop === null ? null : maildrop.packed(indexes.toArray());
}
