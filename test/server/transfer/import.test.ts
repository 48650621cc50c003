import { mkdir, mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createAccount } from "#server/account/create-account.ts";
import { updateAccount } from "#server/account/update-account.ts";
import type { Actor } from "#server/audit/append-audit.ts";
import { verifyAudit } from "#server/audit/verify-audit.ts";
import { createDomain } from "#server/domain/create-domain.ts";
import { importMessages } from "#server/transfer/import-messages.ts";
import { openMaildir } from "#server/transfer/maildir.ts";
import { openMbox } from "#server/transfer/mbox.ts";
import type { Source } from "#server/transfer/source.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";
import { hostileMessages } from "#test/support/hostile-messages.ts";
import { readBodies } from "#test/support/read-bodies.ts";
import { runCli } from "#test/support/run-cli.ts";
import { wireForm } from "#test/support/wire-form.ts";

const actor: Actor = { kind: "set-up", name: "test", remoteAddress: null };
const address = "ann@example.org";

describe.each(engines)("an import on %s", (engine) => {
  let data: TestStore;
  let directory: string;
  let accountId: number;

  beforeEach(async () => {
    data = await freshStore(engine);
    directory = await mkdtemp(join(tmpdir(), "popdesk-import-"));
    await createDomain(data.store, { name: "example.org" }, actor);
    accountId = (await createAccount(data.store, { address }, actor)).id;
    for (const folder of ["new", "cur", "tmp", ".Sent"]) await mkdir(join(directory, folder));
  });
  afterEach(async () => {
    await data.close();
    await rm(directory, { recursive: true });
  });

  const put = (path: string, content: string | Buffer) => writeFile(join(directory, path), content);
  const rows = () =>
    data.store.db.message.findMany({
      where: { accountId },
      orderBy: { sequence: "asc" },
      select: { importedId: true, arrivedAt: true },
    });

  function run(source: Source, options: { isDryRun?: boolean; signal?: AbortSignal; onProgress?: () => void } = {}) {
    const { isDryRun = false, signal = new AbortController().signal, onProgress = () => {} } = options;
    return importMessages(
      data.store,
      { account: { id: accountId, address }, source, isDryRun, signal, onProgress },
      actor,
    );
  }

  it("takes a Maildir in the order of arrival, with its dates and file names as unique-ids", async () => {
    await put("cur/1700000002.M2P1.host:2,S", "Subject: second\n\n");
    await put("new/1700000002.M9P1.host", "Subject: third\n\n");
    await put("cur/1700000001.M1P1.host,S=20:2,", "Subject: first\n\n");
    await put("new/odd name", "Subject: by its own time\n\n");
    await utimes(join(directory, "new/odd name"), 1_600_000_000, 1_600_000_000);
    await put("new/.hidden", "no message");
    await put("tmp/1700000003.host", "unfinished");
    const source = await openMaildir(directory);
    expect(source.notices).toEqual([expect.stringContaining(".Sent")]);
    expect(await run(source)).toMatchObject({ importedCount: 4, skippedCount: 0, refusedCount: 0, isCancelled: false });
    expect(await rows()).toEqual([
      { importedId: "odd+20name", arrivedAt: new Date(1_600_000_000_000) },
      { importedId: "1700000001.M1P1.host,S=20", arrivedAt: new Date(1_700_000_001_000) },
      { importedId: "1700000002.M2P1.host", arrivedAt: new Date(1_700_000_002_000) },
      { importedId: "1700000002.M9P1.host", arrivedAt: new Date(1_700_000_002_000) },
    ]);
  });

  it("keeps Dovecot's unique-ids, so that no client downloads again", async () => {
    await put("dovecot-uidlist", "3 V1275660208 N3 G0\n1 :1700000001.host:2,S\n2 Psaved :1700000002.host\n");
    await put("cur/1700000001.host:2,S", "Subject: 1\n\n");
    await put("cur/1700000002.host:2,", "Subject: 2\n\n");
    await put("new/1700000003.host", "Subject: 3\n\n");
    const source = await openMaildir(directory);
    expect(source.notices).toContainEqual(expect.stringContaining("1 messages are not in the other server's list"));
    await run(source);
    expect((await rows()).map(({ importedId }) => importedId)).toEqual([
      "000000014c0907b0",
      "saved",
      "1700000003.host",
    ]);
  });

  it("keeps Courier's", async () => {
    await put("courierpop3dsizelist", "/3 5 7\n1700000001.host 9 1:7:0\n");
    await put("cur/1700000001.host:2,S", "Subject: 1\n\n");
    await run(await openMaildir(directory));
    expect((await rows()).map(({ importedId }) => importedId)).toEqual(["UID1-7"]);
  });

  it("stores hostile messages octet for octet in wire form, from both", async () => {
    const contents = Object.values(hostileMessages);
    for (const [index, content] of contents.entries()) await put(`new/${1_700_000_000 + index}.host`, content);
    expect(await run(await openMaildir(directory))).toMatchObject({ importedCount: contents.length });
    const expected = contents.map((content) => wireForm(content).toString("latin1"));
    expect((await readBodies(data.store, address)).map((body) => body.toString("latin1"))).toEqual(expected);

    const quoted = contents.map((content) =>
      wireForm(content)
        .toString("latin1")
        .replace(/^(>*From )/gm, ">$1"),
    );
    const mbox = quoted.map((content, index) => `From a@b Sat Nov 21 05:14:${10 + index} 2026\n${content}\n`);
    await put("mbox", Buffer.from(mbox.join(""), "latin1"));
    const { importedCount } = await run(await openMbox(join(directory, "mbox")));
    expect(importedCount).toBe(contents.length);
    const bodies = (await readBodies(data.store, address)).slice(contents.length);
    expect(bodies.map((body) => body.toString("latin1"))).toEqual(expected);
  });

  it("leaves alone what is there already, and takes what is new, of a Maildir and of an mbox", async () => {
    await put("new/1700000001.host", "Subject: 1\n\n");
    await run(await openMaildir(directory));
    await put("cur/1700000002.host:2,", "Subject: 2\n\n");
    expect(await run(await openMaildir(directory))).toMatchObject({ importedCount: 1, skippedCount: 1 });

    const one = "From a@b Sat Nov 21 05:14:26 2026\nSubject: same\n\n\n";
    await put("mbox", one + one);
    expect(await run(await openMbox(join(directory, "mbox")))).toMatchObject({
      importedCount: 2,
      skippedCount: 0,
      octets: 2 * one.length,
    });
    await put("mbox", one + one + one);
    expect(await run(await openMbox(join(directory, "mbox")))).toMatchObject({ importedCount: 1, skippedCount: 2 });
    expect(await readBodies(data.store, address)).toHaveLength(5);
  });

  it("stores nothing in a dry run, and says what it would", async () => {
    await put("new/1700000001.host", "Subject: 1\n\n");
    expect(await run(await openMaildir(directory), { isDryRun: true })).toMatchObject({ importedCount: 1 });
    expect(await rows()).toEqual([]);
  });

  it("stops when cancelled and goes on from there", async () => {
    for (let index = 0; index < 250; index += 1)
      await put(`new/${1_700_000_000 + index}.host`, `Subject: ${index}\n\n`);
    const cancelling = new AbortController();
    let seen = 0;
    const onProgress = () => {
      seen += 1;
      if (seen === 130) cancelling.abort();
    };
    const first = await run(await openMaildir(directory), { signal: cancelling.signal, onProgress });
    expect(first).toMatchObject({ importedCount: 130, isCancelled: true });
    expect(await run(await openMaildir(directory))).toMatchObject({
      importedCount: 120,
      skippedCount: 130,
      isCancelled: false,
    });
    expect((await readBodies(data.store, address)).map((body) => body.toString())).toEqual(
      Array.from({ length: 250 }, (_, index) => `Subject: ${index}\r\n\r\n`),
    );
  });

  it("reports what the maildrop refuses, and takes the rest", async () => {
    await updateAccount(data.store, { id: accountId, quotaOctets: 40 }, actor);
    await put("new/1700000001.host", "Subject: small\n\n");
    await put("new/1700000002.host", `Subject: large\n\n${"x".repeat(100)}\n`);
    await put("new/1700000003.host", "");
    await put("new/1700000004.host", "Subject: 4\n\n");
    const report = await run(await openMaildir(directory));
    expect(report).toMatchObject({ importedCount: 2, refusedCount: 2 });
    expect(report.refused).toEqual([
      { name: join(directory, "new/1700000003.host"), reason: "It is empty." },
      { name: join(directory, "new/1700000002.host"), reason: expect.stringContaining("is full") },
    ]);
  });

  it("is one entry of the audit", async () => {
    await put("new/1700000001.host", "Subject: 1\n\n");
    await run(await openMaildir(directory));
    const entry = await data.store.db.auditEntry.findFirstOrThrow({ where: { action: "account.import" } });
    expect(entry).toMatchObject({ object: address, after: expect.stringContaining('"importedCount":1') });
    expect(await verifyAudit(data.store)).toMatchObject({ isIntact: true });
  });

  it("runs as a command, with exit codes that tell what became of it", async () => {
    await put("new/1700000001.host", "Subject: 1\n\n");
    const maildir = (...more: string[]) =>
      runCli(data.variables, ["import", "maildir", directory, "--account", "Ann@example.org", ...more]);
    expect(await maildir("--dry-run")).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Would be imported: 1\./),
    });
    expect(await maildir()).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Imported: 1\. There already: 0\./),
    });
    expect(await maildir("--json")).toMatchObject({ code: 0, stdout: expect.stringContaining('"skippedCount": 1') });
    await put("new/1700000002.host", "");
    expect(await maildir()).toMatchObject({ code: 1, stdout: expect.stringContaining("It is empty.") });
    expect(await maildir("--uidl-format", "%m")).toMatchObject({ code: 2 });
    const nowhere = ["import", "maildir", "/nonexistent", "--account", address];
    expect(await runCli(data.variables, nowhere)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("new and cur"),
    });
    const noMbox = ["import", "mbox", directory, "--account", address];
    expect(await runCli(data.variables, noMbox)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("import maildir"),
    });
    expect(await runCli(data.variables, ["import", "maildir", directory, "--account", "x@example.org"])).toMatchObject({
      code: 1,
    });
  });
});
