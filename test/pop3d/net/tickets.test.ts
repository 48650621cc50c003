import { once } from "node:events";
import { type SecureVersion, connect as tlsConnect } from "node:tls";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createSelfSigned } from "#server/certificate/create-self-signed.ts";
import { openingMs, sealingMs } from "#server/ticket-key/lifetime.ts";
import { rotateTicketKeys } from "#server/ticket-key/rotate-ticket-keys.ts";
import { tester } from "#test/support/actor.ts";
import { type RunningDaemon, startDaemon } from "#test/support/daemon.ts";
import { eventually } from "#test/support/eventually.ts";
import { freshInstallation, type Installation } from "#test/support/installation.ts";

/** With each ticket; any that is not resumed fails the test. */
const visits = 8;
const versions: readonly SecureVersion[] = ["TLSv1.2", "TLSv1.3"];

describe("TLS session tickets", () => {
  let at: Installation;
  let daemon: RunningDaemon;
  beforeEach(async () => {
    at = await freshInstallation("sqlite");
    daemon = await startDaemon(at, { POPDESK_WORKERS: "2" });
  });
  afterEach(async () => {
    await daemon.stop();
    await at.close();
  });

  interface Visit {
    readonly isResumed: boolean;
    readonly ticket: Buffer | undefined;
  }

  /** A client that shows its ticket, hears the greeting, says QUIT, and keeps the newest ticket it was given. */
  async function visit(version: SecureVersion, session?: Buffer): Promise<Visit> {
    const socket = tlsConnect({
      port: daemon.port("POP3S"),
      host: "127.0.0.1",
      rejectUnauthorized: false,
      minVersion: version,
      maxVersion: version,
      session,
    });
    let ticket = session;
    socket.on("session", (given: Buffer) => {
      ticket = given;
    });
    let isResumed = false;
    socket.once("data", () => {
      isResumed = socket.isSessionReused();
      socket.end("QUIT\r\n");
    });
    await once(socket, "close");
    return { isResumed, ticket };
  }

  async function resumed(version: SecureVersion, ticket: Buffer | undefined, isEachUsedOnce: boolean): Promise<number> {
    let count = 0;
    let latest = ticket;
    for (let n = 0; n < visits; n += 1) {
      const seen = await visit(version, latest);
      if (seen.isResumed) count += 1;
      if (isEachUsedOnce) latest = seen.ticket;
    }
    return count / visits;
  }

  test("resume on any worker, after a restart, with a new certificate and after a rotation: always", async () => {
    const first = new Map<SecureVersion, Buffer | undefined>();
    for (const version of versions) {
      const { isResumed, ticket } = await visit(version);
      expect(isResumed).toBe(false);
      first.set(version, ticket);
      expect(await resumed(version, ticket, false)).toBe(1);
      expect(await resumed(version, ticket, true)).toBe(1);
    }
    await daemon.stop();
    daemon = await startDaemon(at, { POPDESK_WORKERS: "2" });
    for (const version of versions) expect(await resumed(version, first.get(version), true)).toBe(1);

    const { createdAt } = await at.store.db.ticketKey.findFirstOrThrow();
    await rotateTicketKeys({ ...at.store, clock: { ...at.store.clock, now: () => new Date(+createdAt + sealingMs) } });
    const { fingerprint } = await createSelfSigned(at.store, { names: ["localhost"] }, tester);
    await eventually(async () => (await shown()) === fingerprint);
    for (const version of versions) expect(await resumed(version, first.get(version), false)).toBe(1);
  });

  test("of a key that is forgotten are no use, and no harm", async () => {
    const { ticket } = await visit("TLSv1.3");
    const { createdAt } = await at.store.db.ticketKey.findFirstOrThrow();
    const now = () => new Date(+createdAt + openingMs + 1_000);
    await rotateTicketKeys({ ...at.store, clock: { ...at.store.clock, now } });
    expect(await at.store.db.ticketKey.count()).toBe(1);
    await eventually(async () => !(await visit("TLSv1.3", ticket)).isResumed);
    const next = await visit("TLSv1.3");
    expect(await resumed("TLSv1.3", next.ticket, true)).toBe(1);
  });

  /** Fingerprint of the certificate that a client without a ticket is shown. */
  async function shown(): Promise<string> {
    const socket = tlsConnect({ port: daemon.port("POP3S"), host: "127.0.0.1", rejectUnauthorized: false });
    await once(socket, "secureConnect");
    const { fingerprint256 } = socket.getPeerCertificate();
    socket.destroy();
    return fingerprint256;
  }
});
