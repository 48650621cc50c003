import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { verifyAudit } from "#server/audit/verify-audit.ts";
import { readControl } from "#server/control/read-control.ts";
import { createListener } from "#server/listener/create-listener.ts";
import { deleteListener } from "#server/listener/delete-listener.ts";
import { firstListeners } from "#server/listener/first-listeners.ts";
import { readListener, readListeners } from "#server/listener/read.ts";
import { forgetListeners, reportListener } from "#server/listener/report-listener.ts";
import { loopbackNetworks, type NewListener, newListener } from "#server/listener/schema.ts";
import { setListenerEnabled, updateListener } from "#server/listener/update-listener.ts";
import { tester } from "#test/support/actor.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";
import { HandClock } from "#test/support/hand-clock.ts";

const ports = { pop3: 1110, pop3s: 1995, lmtp: 2424, lmtpSocket: "/run/popdesk/lmtp.sock" };

describe.each(engines)("listeners on %s", (engine) => {
  let at: TestStore;
  beforeEach(async () => {
    at = await freshStore(engine);
  });
  afterEach(() => at.close());

  const generation = async () => (await readControl(at.store.db)).generation;

  test("a new installation gets its four listeners once, whoever asks how often", async () => {
    const made = await Promise.all([1, 2, 3].map(() => firstListeners(at.store, ports)));
    expect(made.filter(Boolean)).toHaveLength(1);
    expect(await readListeners(at.store)).toMatchObject([
      {
        name: "POP3",
        protocol: "pop3",
        address: "*",
        port: 1110,
        tls: "starttls",
        cleartextSignIn: "networks",
        cleartextNetworks: loopbackNetworks,
      },
      { name: "POP3S", protocol: "pop3", address: "*", port: 1995, tls: "implicit" },
      { name: "LMTP", protocol: "lmtp", address: "127.0.0.1", port: 2424, tls: "none", socketPath: null },
      { name: "LMTP socket", protocol: "lmtp", address: null, port: null, socketPath: "/run/popdesk/lmtp.sock" },
    ]);
    expect(await verifyAudit(at.store)).toMatchObject({ isIntact: true, entryCount: 1 });
  });

  test("a socket path that no system could bind is left out, and the rest is made", async () => {
    await firstListeners(at.store, { ...ports, lmtpSocket: `/${"long/".repeat(30)}lmtp.sock` });
    expect(await readListeners(at.store)).toHaveLength(3);
  });

  test("each change grows the generation, and tells before from after", async () => {
    const { id } = await createListener(
      at.store,
      { kind: "pop3", name: "Inside", address: "192.0.2.1", port: 110, tls: "none", cleartextSignIn: "always" },
      tester,
    );
    const before = await generation();
    await setListenerEnabled(at.store, { id, isEnabled: false, closing: "cut" }, tester);
    expect(await generation()).toBe(before + 1);
    await updateListener(at.store, { id, tls: "starttls", cleartextSignIn: "never" }, tester);
    expect(await generation()).toBe(before + 2);
    expect(await readListener(at.store, id)).toMatchObject({
      name: "Inside",
      port: 110,
      tls: "starttls",
      cleartextSignIn: "never",
      isEnabled: false,
      closing: "cut",
    });
    const entry = await at.store.db.auditEntry.findFirstOrThrow({ where: { action: "listener.update" } });
    expect([entry.before, entry.after].map((text) => JSON.parse(text ?? ""))).toEqual([
      { tls: "none", cleartextSignIn: "always" },
      { tls: "starttls", cleartextSignIn: "never" },
    ]);
    await deleteListener(at.store, { id }, tester);
    expect(await readListener(at.store, id)).toBeNull();
    await expect(setListenerEnabled(at.store, { id, isEnabled: true }, tester)).rejects.toMatchObject({
      code: "not-found",
    });
    expect(await generation()).toBe(before + 3);
  });

  test("two listeners never wish for one place, and a refusal changes nothing", async () => {
    await firstListeners(at.store, ports);
    const before = await generation();
    const wish = { kind: "pop3", tls: "none" } as const;
    const inside = { ...wish, address: "192.0.2.1" } as const;
    const refused: [NewListener, string][] = [
      [{ ...inside, name: "Second", port: 1110 }, "port"],
      [{ ...wish, name: "Third", address: "*", port: 2424 }, "port"],
      [{ ...inside, name: "POP3", port: 7 }, "name"],
      [{ kind: "lmtp-socket", name: "Fourth", socketPath: ports.lmtpSocket }, "socketPath"],
    ];
    for (const [listener, field] of refused) {
      const promise = createListener(at.store, listener, tester);
      await expect(promise).rejects.toMatchObject({ code: "already-exists", field });
    }
    expect(await generation()).toBe(before);
    const { id } = await createListener(at.store, { ...wish, name: "Other", address: "192.0.2.1", port: 2424 }, tester);
    await expect(updateListener(at.store, { id, address: "127.0.0.1" }, tester)).rejects.toMatchObject({
      field: "port",
    });
    await expect(updateListener(at.store, { id, name: "LMTP" }, tester)).rejects.toMatchObject({ field: "name" });
    await updateListener(at.store, { id, port: 2424, name: "Other still" }, tester);
  });

  test("of many who wish for one port at the same time, one gets it", async () => {
    const claims = await Promise.allSettled(
      [1, 2, 3, 4].map((number) =>
        createListener(at.store, { kind: "pop3", name: `L${number}`, address: "*", port: 110, tls: "none" }, tester),
      ),
    );
    expect(claims.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  test("LMTP never begins with TLS", async () => {
    await firstListeners(at.store, ports);
    const [, , lmtp, socket] = await readListeners(at.store);
    await expect(updateListener(at.store, { id: lmtp!.id, tls: "implicit" }, tester)).rejects.toMatchObject({
      field: "tls",
    });
    await expect(updateListener(at.store, { id: socket!.id, tls: "starttls" }, tester)).rejects.toMatchObject({
      field: "tls",
    });
  });

  test.each([
    [{ address: "300.1.1.1" }, "address"],
    [{ address: "example.org" }, "address"],
    [{ address: "" }, "address"],
    [{ port: 65_536 }, "port"],
    [{ port: "1x" }, "port"],
    [{ port: -1 }, "port"],
    [{ name: " " }, "name"],
  ])("%j is refused at %s", (change, field) => {
    const parsed = newListener.safeParse({ kind: "pop3", name: "A", address: "*", port: 1, tls: "none", ...change });
    expect(parsed.error?.issues[0]?.path).toEqual([field]);
  });

  test("facts stand beside the wish, and `since` holds while the state does", async () => {
    const clock = new HandClock();
    const store = { ...at.store, clock };
    await firstListeners(store, ports);
    const id = (await readListeners(store))[0]!.id;
    const fact = { listenerId: id, nodeId: "n1", errorCode: null, errorText: null, boundPort: 1110 } as const;
    await reportListener(store, { ...fact, state: "bound", observedGeneration: 2 });
    const since = clock.now();
    clock.pass(5000);
    await reportListener(store, { ...fact, state: "bound", observedGeneration: 3 });
    expect((await readListener(store, id))?.facts).toEqual([
      { ...fact, state: "bound", observedGeneration: 3, sinceAt: since },
    ]);
    const failed = { state: "failed", errorCode: "EADDRINUSE", errorText: "Taken.", boundPort: null } as const;
    await reportListener(store, { ...fact, ...failed, observedGeneration: 4 });
    expect((await readListener(store, id))?.facts).toEqual([
      { ...fact, ...failed, observedGeneration: 4, sinceAt: clock.now() },
    ]);
    await forgetListeners(store, "n1", []);
    expect((await readListener(store, id))?.facts).toEqual([]);
  });
});
