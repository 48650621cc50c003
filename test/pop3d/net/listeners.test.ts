import { once } from "node:events";
import { createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readClosingEffect } from "#server/listener/closing-effect.ts";
import { createListener } from "#server/listener/create-listener.ts";
import { deleteListener } from "#server/listener/delete-listener.ts";
import type { ListenerFact } from "#server/listener/schema.ts";
import { setListenerEnabled, updateListener } from "#server/listener/update-listener.ts";
import { awaitAnswer } from "#server/request/await-answer.ts";
import { requestDaemon } from "#server/request/request-daemon.ts";
import { changeSettings } from "#server/setting/change-settings.ts";
import { tester } from "#test/support/actor.ts";
import { type RunningDaemon, startDaemon } from "#test/support/daemon.ts";
import { eventually } from "#test/support/eventually.ts";
import { freshInstallation, type Installation } from "#test/support/installation.ts";
import { RawClient } from "#test/support/raw-client.ts";

/** What the product promises between a wish and its fact. */
const promisedMs = 1_000;

describe("listeners of a daemon with two workers", () => {
  let at: Installation;
  let daemon: RunningDaemon;
  beforeAll(async () => {
    at = await freshInstallation("sqlite");
    daemon = await startDaemon(at, { POPDESK_WORKERS: "2" });
  });
  afterAll(async () => {
    expect(await daemon.stop()).toBe(0);
    await at.close();
  });

  /** The fact of a listener once it is so; the test's own deadline is the promise. */
  async function fact(
    name: string,
    isSo: (fact: ListenerFact) => boolean,
    withinMs = promisedMs,
  ): Promise<ListenerFact> {
    const { id } = await at.listener(name);
    return eventually(async () => {
      const row = await at.store.db.listenerStatus.findFirst({ where: { listenerId: id } });
      return row && isSo(row as ListenerFact) ? (row as ListenerFact) : null;
    }, withinMs);
  }

  async function openPort(name: string): Promise<number> {
    return (await fact(name, ({ state }) => state === "bound")).boundPort ?? 0;
  }

  async function isOpen(port: number): Promise<boolean> {
    const client = await RawClient.connect(port).catch(() => null);
    client?.destroy();
    return client !== null;
  }

  test("POP3 switched off is closed in under a second while a session inside drains to its QUIT", async () => {
    const port = daemon.port("POP3");
    const client = await RawClient.connect(port);
    await client.line();
    await client.signIn(at.address, at.password);
    const { id } = await at.listener("POP3");
    await setListenerEnabled(at.store, { id, isEnabled: false, closing: "drain" }, tester);
    const draining = await fact("POP3", ({ state }) => state === "draining");
    expect(draining.boundPort).toBeNull();
    expect(await isOpen(port)).toBe(false);
    expect(await client.command("STAT")).toMatch(/^\+OK/);
    expect(await client.command("QUIT")).toMatch(/^\+OK/);
    client.destroy();
    await fact("POP3", ({ state }) => state === "closed");
    await setListenerEnabled(at.store, { id, isEnabled: true }, tester);
    expect(await isOpen(await openPort("POP3"))).toBe(true);
  });

  test("switched off with closing cut, sessions end and remove nothing; so does a deleted listener", async () => {
    await at.deliver("Subject: stays\r\n\r\nx\r\n");
    await createListener(at.store, { kind: "pop3", name: "second", address: "*", port: 0, tls: "none" }, tester);
    for (const remove of [false, true]) {
      const client = await RawClient.connect(await openPort("second"));
      await client.line();
      expect(await client.signIn(at.address, at.password)).toMatch(/^\+OK/);
      await client.command("DELE 1");
      const { id } = await at.listener("second");
      if (remove) {
        await deleteListener(at.store, { id, closing: "cut" }, tester);
      } else {
        await setListenerEnabled(at.store, { id, isEnabled: false, closing: "cut" }, tester);
      }
      await client.ended();
      client.destroy();
      if (remove) {
        await eventually(async () => (await at.store.db.listenerStatus.count({ where: { listenerId: id } })) === 0);
      } else {
        await fact("second", ({ state }) => state === "closed");
        await setListenerEnabled(at.store, { id, isEnabled: true }, tester);
      }
    }
    expect(await at.store.db.message.count()).toBe(1);
    expect(await at.store.db.maildropLock.count()).toBe(0);
  });

  test("a listener that cuts is deleted with drain: who is inside finishes; who is inside was said before", async () => {
    const { id } = await createListener(
      at.store,
      { kind: "pop3", name: "third", address: "*", port: 0, tls: "none", closing: "cut" },
      tester,
    );
    const signedIn = async () => {
      const client = await RawClient.connect(await openPort("third"));
      await client.line();
      expect(await client.signIn(at.address, at.password)).toMatch(/^\+OK/);
      return client;
    };
    // Who was in counts among those who use it when the session has ended; who is in, among those inside.
    const before = await signedIn();
    expect(await before.command("QUIT")).toMatch(/^\+OK/);
    await eventually(async () => (await readClosingEffect(at.store, { id })).use?.accounts === 1);
    const client = await signedIn();
    await eventually(async () => (await readClosingEffect(at.store, { id })).sessionCount === 1);
    expect(await readClosingEffect(at.store, { id })).toMatchObject({
      protocol: "pop3",
      clearCount: 1,
      isLast: false,
      use: { accounts: 1, addresses: 1 },
    });
    await deleteListener(at.store, { id, closing: "drain" }, tester);
    await eventually(async () => (await at.store.db.listenerStatus.count({ where: { listenerId: id } })) === 0);
    expect(await client.command("NOOP")).toMatch(/^\+OK/);
    expect(await client.command("QUIT")).toMatch(/^\+OK/);
    await expect(readClosingEffect(at.store, { id })).rejects.toMatchObject({ code: "not-found" });
  });

  test("a port in use is a fact with its remedy, and bound once it is free", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as { port: number };
    const wish = { kind: "pop3", name: "taken", address: "127.0.0.1", port, tls: "none" } as const;
    await createListener(at.store, wish, tester);
    const failed = await fact("taken", ({ state }) => state === "failed");
    expect(failed).toMatchObject({ errorCode: "EADDRINUSE", boundPort: null });
    expect(failed.errorText).toContain(`ss -ltnp sport = :${port}`);
    // Whoever may look into our processes, as root and we ourselves may, is told who it is.
    await fact("taken", ({ errorText }) => errorText?.includes(`(process ${process.pid})`) ?? false, 10_000);
    other.close();
    await fact("taken", ({ state }) => state === "bound", 5_000);
    const client = await RawClient.connect(port);
    expect(await client.line()).toMatch(/^\+OK/);
    client.destroy();
  });

  test("an address that this machine has not is told as such", async () => {
    await createListener(at.store, { kind: "pop3", name: "away", address: "192.0.2.77", port: 0, tls: "none" }, tester);
    const failed = await fact("away", ({ state }) => state === "failed");
    expect(failed.errorCode).toBe("EADDRNOTAVAIL");
    expect(failed.errorText).toContain("192.0.2.77");
  });

  test("a changed policy and host name reach a session that is already connected", async () => {
    const client = await RawClient.connect(await openPort("POP3"));
    await client.line();
    expect(await client.command("USER ann@example.org")).toMatch(/^\+OK/);
    const { id } = await at.listener("POP3");
    const { generation } = await at.store.db.control.findUniqueOrThrow({ where: { id: 1 } });
    await updateListener(at.store, { id, cleartextSignIn: "never" }, tester);
    await changeSettings(at.store, { hostname: "mail.example.org" }, tester);
    await fact("POP3", ({ observedGeneration }) => observedGeneration >= generation + 2);
    expect(await client.command("USER ann@example.org")).toMatch(/^-ERR/);
    client.destroy();
    const next = await RawClient.connect(await openPort("POP3"));
    expect(await next.line()).toContain("mail.example.org");
    next.destroy();
  });

  test("another port: the old one is closed, the new one open", async () => {
    const free = createServer().listen(0);
    await once(free, "listening");
    const { port } = free.address() as { port: number };
    await new Promise((resolve) => free.close(resolve));
    const before = await openPort("POP3S");
    const { id } = await at.listener("POP3S");
    await updateListener(at.store, { id, port }, tester);
    await fact("POP3S", ({ boundPort }) => boundPort === port);
    expect(await isOpen(port)).toBe(true);
    expect(await isOpen(before)).toBe(false);
  });

  test("a port is probed by trying it", async () => {
    const probe = async (port: number) => {
      const payload = { address: "127.0.0.1", port };
      const id = await at.store.db.$transaction((tx) => requestDaemon(tx, "probe-port", payload, new Date()));
      return awaitAnswer(at.store, id as never, 5_000);
    };
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as { port: number };
    expect(await probe(port)).toMatchObject({ isFree: false, isOurs: false, errorCode: "EADDRINUSE" });
    await new Promise((resolve) => other.close(resolve));
    expect(await probe(port)).toMatchObject({ isFree: true, isOurs: false, errorCode: null });
    expect(await probe(await openPort("POP3"))).toMatchObject({ isFree: false, isOurs: true });
  });
});
