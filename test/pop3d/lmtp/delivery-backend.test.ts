import { once } from "node:events";
import { readdir, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer, type Server } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { deliveryBackend } from "#pop3d/lmtp/delivery-backend.ts";
import { createAlias } from "#server/account/alias.ts";
import { createAccount } from "#server/account/create-account.ts";
import { deleteAccount } from "#server/account/delete-account.ts";
import { setAccountSwitches } from "#server/account/set-account-switches.ts";
import type { Actor } from "#server/audit/append-audit.ts";
import { createDomain } from "#server/domain/create-domain.ts";
import type { Settings } from "#server/setting/schema.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";
import { eventually } from "#test/support/eventually.ts";
import { LmtpClient } from "#test/support/lmtp-client.ts";
import { LmtpConnections } from "#test/support/lmtp-connections.ts";
import { readBodies } from "#test/support/read-bodies.ts";
import { withoutTrace } from "#test/support/wire-form.ts";

const actor: Actor = { kind: "set-up", name: "test", remoteAddress: null };
const content = Buffer.from("Subject: hi\r\n\r\n.dots\r\nbody\r\n");

describe.each(engines)("LMTP into the maildrops on %s", (engine) => {
  let data: TestStore;
  let server: Server;
  let connections: LmtpConnections;
  let client: LmtpClient;
  let incidents: unknown[];
  let overQuota: Settings["overQuota"];
  let reported: unknown[];
  const ids = new Map<string, number>();

  beforeEach(async () => {
    data = await freshStore(engine);
    const { store } = data;
    await createDomain(store, { name: "example.org" }, actor);
    for (const name of ["ann", "bob", "off"]) {
      ids.set(name, (await createAccount(store, { address: `${name}@example.org` }, actor)).id);
    }
    ids.set("full", (await createAccount(store, { address: "full@example.org", quotaOctets: 1000 }, actor)).id);
    await setAccountSwitches(store, { id: idOf("off"), canReceive: false }, actor);
    await createAlias(store, { accountId: idOf("ann"), address: "sales@example.org" }, actor);
    incidents = [];
    reported = [];
    overQuota = "later";
    connections = new LmtpConnections({
      hostname: () => "mail.example.org",
      backend: deliveryBackend(
        store,
        () => ({ overQuota }),
        (error) => reported.push(error),
      ),
      onIncident: (error) => String(incidents.push(error)),
    });
    server = createServer((socket) => connections.accept(socket, "id"));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    client = await LmtpClient.open({ host: "127.0.0.1", port: (server.address() as AddressInfo).port });
  });
  afterEach(async () => {
    server.close();
    await connections.end();
    await data.close();
    expect(incidents).toEqual([]);
  });

  const idOf = (name: string) => ids.get(name) as number;
  const send = (names: string[], message = content) =>
    client.send(
      names.map((name) => `${name}@example.org`),
      message,
    );
  const statuses = (answers: string[]) => answers.map((answer) => answer.split(" ", 2).join(" "));
  const counters = (name: string) =>
    data.store.db.account.findUniqueOrThrow({
      where: { id: idOf(name) },
      select: { messageCount: true, octets: true },
    });

  it("answers each recipient for itself", async () => {
    expect(statuses(await send(["ann", "nobody", "off", "Bob+lists", "full"]))).toEqual([
      "250 2.0.0",
      "550 5.1.1",
      "550 5.2.1",
      "250 2.0.0",
      "250 2.0.0",
    ]);
    for (const name of ["ann", "bob", "full"]) {
      const [body] = await readBodies(data.store, `${name}@example.org`);
      expect(withoutTrace(body as Buffer)).toEqual(content);
      expect(await counters(name)).toEqual({ messageCount: 1, octets: BigInt(body?.length ?? 0) });
    }
    expect((await readBodies(data.store, "bob@example.org"))[0]?.toString()).toContain(
      "Delivered-To: Bob+lists@example.org\r\n",
    );
  });

  it("stores one copy for an account and its alias", async () => {
    expect(statuses(await send(["ann", "sales"]))).toEqual(["250 2.0.0", "250 2.0.0"]);
    expect(await readBodies(data.store, "ann@example.org")).toHaveLength(1);
  });

  it("refuses for now what does not fit, as soon as it knows", async () => {
    const large = Buffer.concat([content, Buffer.alloc(2000, "x")]);
    expect(statuses(await send(["full", "ann"], large))).toEqual(["452 4.2.2", "250 2.0.0"]);
    await client.command("MAIL FROM:<> SIZE=2000");
    expect(await client.command("RCPT TO:<full@example.org>")).toMatch(/^452 4\.2\.2 /);
    expect(await counters("full")).toEqual({ messageCount: 0, octets: 0n });
  });

  it("refuses for good where the policy says so, and counts what it refused", async () => {
    overQuota = "refuse";
    const large = Buffer.concat([content, Buffer.alloc(2000, "x")]);
    expect(statuses(await send(["full", "ann"], large))).toEqual(["552 5.2.2", "250 2.0.0"]);
    await client.command("MAIL FROM:<> SIZE=2000");
    expect(await client.command("RCPT TO:<full@example.org>")).toMatch(/^552 5\.2\.2 /);
    await eventually(async () => {
      const refused = await data.store.db.quotaRefusal.findUnique({ where: { accountId: idOf("full") } });
      return refused?.count === 2 && refused.firstAt <= refused.lastAt;
    });
  });

  it("answers for an account that was deleted between RCPT and the data, and for nobody else", async () => {
    await client.command("MAIL FROM:<>");
    await client.command("RCPT TO:<bob@example.org>");
    await client.command("RCPT TO:<ann@example.org>");
    await client.command("DATA");
    await deleteAccount(data.store, { id: idOf("bob") }, actor);
    expect(await client.command(`${content.toString()}.`)).toMatch(/^550 5\.[12]\.1 /);
    expect(await client.reply()).toMatch(/^250 2\.0\.0 /);
  });

  it("answers 451 4.3.0 where the disk does not take it, keeps nothing, and works again afterwards", async () => {
    const segments = join(data.environment.dataDirectory, "segments");
    await writeFile(segments, "in the way");
    expect(statuses(await send(["ann", "bob"]))).toEqual(["451 4.3.0", "451 4.3.0"]);
    expect(await counters("ann")).toEqual({ messageCount: 0, octets: 0n });
    await rm(segments);
    expect(statuses(await send(["ann"]))).toEqual(["250 2.0.0"]);
    expect(await readBodies(data.store, "ann@example.org")).toHaveLength(1);
  });

  it("answers 451 4.3.0 where the database fails, and tells the log why instead of calling it a bug", async () => {
    await data.store.db.$executeRaw`ALTER TABLE "Alias" RENAME TO "Hidden"`;
    expect(statuses(await send(["sales"]))).toEqual(["451 4.3.0"]);
    expect(reported).toMatchObject([{ code: "storage", cause: { message: expect.stringContaining("Alias") } }]);
    await data.store.db.$executeRaw`ALTER TABLE "Hidden" RENAME TO "Alias"`;
    expect(statuses(await send(["sales"]))).toEqual(["250 2.0.0"]);
  });

  it("delivers a large message by way of the spool, and leaves nothing there", async () => {
    const large = Buffer.alloc(26 * 200_000, "abcdefghijklmnopqrstuvwx\r\n");
    expect(statuses(await send(["ann", "bob"], large))).toEqual(["250 2.0.0", "250 2.0.0"]);
    for (const name of ["ann", "bob"]) {
      const [body] = await readBodies(data.store, `${name}@example.org`);
      expect(withoutTrace(body as Buffer).equals(large)).toBe(true);
    }
    expect(await readdir(join(data.environment.dataDirectory, "spool"))).toEqual([]);
  });
});
