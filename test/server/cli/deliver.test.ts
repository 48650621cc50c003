import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LmtpConnections } from "#test/support/lmtp-connections.ts";
import { deliveryBackend } from "#pop3d/lmtp/delivery-backend.ts";
import { createAccount } from "#server/account/create-account.ts";
import { updateAccount } from "#server/account/update-account.ts";
import { setAccountSwitches } from "#server/account/set-account-switches.ts";
import type { Actor } from "#server/audit/append-audit.ts";
import { createDomain } from "#server/domain/create-domain.ts";
import { createListener } from "#server/listener/create-listener.ts";
import { reportListener } from "#server/listener/report-listener.ts";
import { startNode } from "#server/node/start-node.ts";
import { changeSettings } from "#server/setting/change-settings.ts";
import type { Settings } from "#server/setting/schema.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";
import { hostileMessages } from "#test/support/hostile-messages.ts";
import { readBodies } from "#test/support/read-bodies.ts";
import { cliJson, runCli } from "#test/support/run-cli.ts";
import { withoutTrace, wireForm } from "#test/support/wire-form.ts";

const actor: Actor = { kind: "set-up", name: "test", remoteAddress: null };
const message = "Subject: hi\n\n.dot\nlast";

describe.each(engines)("popdesk deliver on %s", (engine) => {
  let data: TestStore;
  let overQuota: Settings["overQuota"];
  beforeEach(async () => {
    overQuota = "later";
    data = await freshStore(engine);
    const { store } = data;
    await createDomain(store, { name: "example.org" }, actor);
    const ids: Record<string, number> = {};
    for (const name of ["ann", "bob", "off", "full"]) {
      ids[name] = (await createAccount(store, { address: `${name}@example.org` }, actor)).id;
    }
    await setAccountSwitches(store, { id: ids.off as number, canReceive: false }, actor);
    await updateAccount(store, { id: ids.full as number, quotaOctets: 10 }, actor);
  });
  afterEach(() => data.close());

  const deliver = (argv: string[], stdin: string | Buffer = message) =>
    runCli(data.variables, ["deliver", ...argv], { stdin });

  const outcomes = () => {
    it("answers with the codes of sysexits.h", async () => {
      expect(await deliver(["ann@example.org", "Bob+lists@example.org"])).toEqual({ code: 0, stdout: "", stderr: "" });
      expect(await deliver(["nobody@example.org"])).toMatchObject({
        code: 67,
        stderr: expect.stringContaining("nobody@example.org"),
      });
      expect(await deliver(["off@example.org"])).toMatchObject({ code: 77 });
      expect(await deliver(["full@example.org"])).toMatchObject({ code: 75 });
      expect(await deliver(["nobody@example.org", "full@example.org", "ann@example.org"])).toMatchObject({ code: 75 });
      expect(await deliver(["ann@example.org", "nobody@example.org"])).toMatchObject({ code: 67 });
      overQuota = "refuse";
      await changeSettings(data.store, { overQuota }, actor);
      expect(await deliver(["full@example.org"])).toMatchObject({
        code: 77,
        stderr: expect.stringContaining("is full"),
      });
      expect(await readBodies(data.store, "ann@example.org")).toHaveLength(3);
      expect(await readBodies(data.store, "bob@example.org")).toHaveLength(1);
    });

    it("stores every hostile message octet for octet in wire form", async () => {
      for (const content of Object.values(hostileMessages)) {
        expect((await deliver(["ann@example.org"], content)).code).toBe(0);
      }
      const bodies = await readBodies(data.store, "ann@example.org");
      expect(bodies.map((body) => withoutTrace(body).toString("latin1"))).toEqual(
        Object.values(hostileMessages).map((content) => wireForm(content).toString("latin1")),
      );
    });

    it("takes the sender from the lines an MTA puts before the message, and does not keep them", async () => {
      await deliver(
        ["ann@example.org"],
        `From bob@x.example Sat Nov 21 05:14:26 2026\nReturn-Path: <bounce@x.example>\n${message}`,
      );
      await deliver(["ann@example.org"], `From bob@x.example  Sat Nov 21 05:14:26 2026\n${message}`);
      await deliver(["ann@example.org"], `From MAILER-DAEMON Sat Nov 21 05:14:26 2026\r\n${message}`);
      await deliver(["ann@example.org", "--from", "told@x.example"], `Return-Path: <bounce@x.example>\n${message}`);
      const bodies = (await readBodies(data.store, "ann@example.org")).map((body) => body.toString("latin1"));
      expect(bodies.map((body) => /^Return-Path: <(.*)>\r\n/.exec(body)?.[1])).toEqual([
        "bounce@x.example",
        "bob@x.example",
        "",
        "told@x.example",
      ]);
      for (const body of bodies)
        expect(withoutTrace(Buffer.from(body, "latin1")).toString()).toBe(wireForm(Buffer.from(message)).toString());
    });

    it("delivers a message larger than it keeps in memory", async () => {
      const large = Buffer.concat([
        Buffer.from("Subject: large\n\n"),
        Buffer.alloc(5_000_000, ".a line that begins with a dot\n"),
      ]);
      expect((await deliver(["ann@example.org"], large)).code).toBe(0);
      const [body] = await readBodies(data.store, "ann@example.org");
      expect(withoutTrace(body as Buffer).equals(wireForm(large))).toBe(true);
    });
  };

  describe("without a daemon", () => {
    outcomes();

    it("says so in the trace", async () => {
      await deliver(["ann@example.org"]);
      expect((await readBodies(data.store, "ann@example.org"))[0]?.toString()).toMatch(
        /\(Popdesk\) with local id \S+\r\n\tfor <ann@example\.org>;/,
      );
    });
  });

  describe("with a daemon on a unix socket", () => {
    let connections: LmtpConnections;
    let server: Server;
    let directory: string;
    let heard: string[];

    beforeEach(async () => {
      const { store } = data;
      directory = await mkdtemp(join(tmpdir(), "popdesk-lmtp-"));
      const socketPath = join(directory, "lmtp.sock");
      heard = [];
      connections = new LmtpConnections({
        hostname: () => "mail.example.org",
        backend: deliveryBackend(store, () => ({ overQuota })),
        onIncident: (error) => String(heard.push(String(error))),
      });
      server = createServer((socket) => connections.accept(socket, "id"));
      server.listen(socketPath);
      await once(server, "listening");
      const nodeId = await startNode(store, { hostname: "test", version: "0", pid: process.pid });
      const { id: listenerId } = await createListener(
        store,
        { kind: "lmtp-socket", name: "LMTP socket", socketPath },
        actor,
      );
      const fact = { listenerId, nodeId, state: "bound", errorCode: null, errorText: null, boundPort: null } as const;
      await reportListener(store, { ...fact, observedGeneration: 2 });
    });
    afterEach(async () => {
      server.close();
      await connections.end();
      await rm(directory, { recursive: true });
      expect(heard).toEqual([]);
    });

    outcomes();

    it("says LMTP in the trace", async () => {
      await deliver(["ann@example.org"]);
      expect((await readBodies(data.store, "ann@example.org"))[0]?.toString()).toMatch(
        /by mail\.example\.org \(Popdesk\) with LMTP id id\.1\r\n/,
      );
    });

    it("delivers directly where nobody listens any more", async () => {
      server.close();
      await rm(join(directory, "lmtp.sock"), { force: true });
      expect((await deliver(["ann@example.org"])).code).toBe(0);
      expect(await readBodies(data.store, "ann@example.org")).toHaveLength(1);
    });
  });

  it.each([
    ["an address that would be a command of its own", ["ann@example.org>\r\nRCPT TO:<bob@example.org"], message, 64],
    ["a sender that would be", ["ann@example.org", "--from", "x>\r\nRSET"], message, 64],
    ["no address", [], message, 64],
    ["an unknown option", ["ann@example.org", "--to", "x"], message, 64],
    ["an empty message", ["ann@example.org"], "", 65],
  ])("refuses %s", async (_, argv, stdin, code) => {
    expect(await deliver(argv, stdin)).toMatchObject({ code, stdout: "" });
    expect(await readBodies(data.store, "ann@example.org")).toEqual([]);
  });

  it("asks the MTA to try again where nothing is set up", async () => {
    const ran = await runCli({ POPDESK_DATA: "/nonexistent" }, ["deliver", "ann@example.org"], { stdin: message });
    expect(ran).toMatchObject({ code: 75, stderr: expect.stringContaining("npm start") });
  });

  it("prints one document with --json", async () => {
    await expect(cliJson(data.variables, ["deliver", "ann@example.org"], { stdin: message })).resolves.toEqual({
      recipients: [{ address: "ann@example.org", text: "stored", exitCode: 0 }],
    });
  });
});
