import pino from "pino";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chown, mkdir, mkdtemp, readdir, realpath, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { deleteAccount } from "#server/account/delete-account.ts";
import { Deliverer } from "#server/delivery/deliverer.ts";
import { DomainError } from "#server/errors.ts";

import { addWatchedMaildir } from "#server/watched-maildir/add-watched-maildir.ts";
import { removeWatchedMaildir, setWatchedMaildirEnabled } from "#server/watched-maildir/change-watched-maildir.ts";
import { readEnabledMaildirs, readWatchedMaildirs } from "#server/watched-maildir/read.ts";
import { type Haul, takeMail } from "#server/watched-maildir/take-mail.ts";
import { MaildirWatch } from "#server/watched-maildir/watch-maildirs.ts";
import { tester } from "#test/support/actor.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";
import { eventually } from "#test/support/eventually.ts";
import { hostileMessages } from "#test/support/hostile-messages.ts";
import { givenAccount } from "#test/support/mail.ts";
import { readBodies } from "#test/support/read-bodies.ts";
import { cliJson, runCli } from "#test/support/run-cli.ts";
import { wireForm } from "#test/support/wire-form.ts";

const ann = "ann@example.org";
const isRoot = process.getuid?.() === 0;

let at: TestStore;
let outside: string;
let maildir: string;
let accountId: number;

async function open(engine: "sqlite" | "postgresql"): Promise<void> {
  at = await freshStore(engine);
  accountId = (await givenAccount(at.store, ann)).accountId;
  outside = await realpath(await mkdtemp(join(tmpdir(), "popdesk-maildir-")));
  maildir = join(outside, "Maildir");
  for (const folder of ["new", "cur", "tmp"]) await mkdir(join(maildir, folder), { recursive: true });
}

afterEach(async () => {
  await at.close();
  await rm(outside, { recursive: true });
});

const add = (path = maildir) => addWatchedMaildir(at.store, { path, accountId }, tester);
/** As a delivery agent does it: written whole under tmp, then moved. */
async function arrive(name: string, content: string | Buffer, folder = "new"): Promise<void> {
  await writeFile(join(maildir, "tmp", name), content);
  await rename(join(maildir, "tmp", name), join(maildir, folder, name));
}
const left = async (folder = "new") => (await readdir(join(maildir, folder))).sort();
const bodies = async () => (await readBodies(at.store, ann)).map((body) => body.toString("latin1"));
const message = (text: string) => `Subject: ${text}\r\n\r\n${text}\r\n`;

async function take(
  deliverer: Pick<Deliverer, "deliver"> = new Deliverer(at.store),
  maxOctets = 1_000_000,
): Promise<Haul> {
  const [watched] = await readEnabledMaildirs(at.store);
  if (watched === undefined) throw new Error("none is watched");
  return takeMail(at.store, deliverer, watched, maxOctets);
}

describe.each(engines)("a watched Maildir on %s", (engine) => {
  beforeEach(() => open(engine));

  it("is taken from, oldest first, octet for octet in wire form, and nothing is left in new", async () => {
    await add();
    const contents = Object.values(hostileMessages).filter((content) => content.length > 0);
    for (const [index, content] of contents.entries()) {
      await arrive(`17000000${String(99 - index).padStart(2, "0")}.M${index}P7.host`, content);
    }
    await arrive("1700000000.M5P7.host:2,S", message("read before"), "cur");
    await writeFile(join(maildir, "new", ".hidden"), "no message");
    expect(await take()).toEqual({ takenCount: contents.length, problems: [], hasMore: false });
    expect(await bodies()).toEqual(contents.reverse().map((content) => wireForm(content).toString("latin1")));
    expect([await left(), await left("cur"), await left("tmp")]).toEqual([
      [".hidden"],
      ["1700000000.M5P7.host:2,S"],
      [],
    ]);
    const first = await at.store.db.message.findFirstOrThrow({ where: { accountId }, orderBy: { sequence: "asc" } });
    expect(first.arrivedAt.getTime()).toBe(1_700_000_000_000 + (99 - contents.length + 1) * 1000);
  });

  it("that was interrupted after the commit doubles nothing, and before it loses nothing", async () => {
    await add();
    await arrive("1700000001.one.host", message("one"));
    await arrive("1700000002.two.host", message("two"));
    const deliverer = new Deliverer(at.store);
    // The process dies after the first commit and before the second.
    const died = take({
      async deliver(delivery) {
        if (delivery.arrivedAt?.getTime() === 1_700_000_001_000) await deliverer.deliver(delivery);
        throw new Error("killed");
      },
    });
    await expect(died).rejects.toThrow("killed");
    expect([await left(), await left("cur")]).toEqual([
      [],
      ["1700000001.one.host:1,popdesk", "1700000002.two.host:1,popdesk"],
    ]);
    await arrive("1700000003.one.host", message("one"));
    expect(await take()).toEqual({ takenCount: 2, problems: [], hasMore: false });
    expect(await bodies()).toEqual(["one", "two", "one"].map(message));
    expect([await left(), await left("cur")]).toEqual([[], []]);
  });

  it("keeps under the mark what may be in the store, where the disk or the database fails", async () => {
    await add();
    await arrive("1700000001.a.host", message("a"));
    const trouble = await take({ deliver: () => Promise.reject(new DomainError("storage", "The disk is full.")) });
    expect(trouble).toEqual({ takenCount: 0, problems: ["The disk is full."], hasMore: false });
    expect([await left(), await left("cur")]).toEqual([[], ["1700000001.a.host:1,popdesk"]]);
    expect(await take()).toMatchObject({ takenCount: 1, problems: [] });
    expect([await bodies(), await left("cur")]).toEqual([[message("a")], []]);
  });

  it("is left alone while the maildrop is full, and taken from when it is not", async () => {
    await add();
    await at.store.db.account.update({ where: { id: accountId }, data: { quotaMessages: 1 } });
    for (const name of ["1700000001.a", "1700000002.b"]) await arrive(name, message(name));
    expect(await take()).toMatchObject({ takenCount: 1, problems: [expect.stringContaining("is full")] });
    expect([await left(), await left("cur")]).toEqual([["1700000002.b"], []]);
    await expect(take()).rejects.toMatchObject({ code: "over-quota" });
    await at.store.db.account.update({ where: { id: accountId }, data: { quotaMessages: null } });
    expect(await take()).toMatchObject({ takenCount: 1, problems: [] });
  });

  it("is told of by facts: taken, trouble, looked at; a look follows the arrival", async () => {
    const { id } = await add();
    const watch = new MaildirWatch({ store: at.store, log: pino({ level: "silent" }), pollMs: 20 });
    const fact = async () => (await readWatchedMaildirs(at.store))[0];
    try {
      await eventually(async () => (await fact())?.seenAt);
      for (const name of ["1700000001.a", "1700000002.b"]) await arrive(name, message(name));
      await eventually(async () => (await fact())?.takenCount === 2);
      await rename(join(maildir, "cur"), join(maildir, "gone"));
      await eventually(async () => (await fact())?.errorText?.includes("cur is not there"));
      await setWatchedMaildirEnabled(at.store, { id, isEnabled: false }, tester);
      expect(await fact()).toMatchObject({ isEnabled: false, errorText: null, takenCount: 2 });
      await rename(join(maildir, "gone"), join(maildir, "cur"));
      await arrive("1700000003.c", message("c"));
    } finally {
      await watch.stop();
    }
    expect(await left()).toEqual(["1700000003.c"]);
    const audit = await at.store.db.auditEntry.findMany({ where: { action: { startsWith: "watched-maildir" } } });
    expect(audit.map(({ action, object }) => [action, object])).toEqual([
      ["watched-maildir.add", maildir],
      ["watched-maildir.disable", maildir],
    ]);
  });

  it("goes with its account", async () => {
    await add();
    await deleteAccount(at.store, { id: accountId }, tester);
    expect(await readEnabledMaildirs(at.store)).toEqual([]);
  });
});

describe("a watched Maildir", () => {
  beforeEach(() => open("sqlite"));

  it.each([
    ["a folder without new and cur", async () => outside],
    ["nothing", async () => join(outside, "nowhere")],
    [
      "a file",
      async () => {
        await writeFile(join(outside, "file"), "");
        return join(outside, "file");
      },
    ],
    ["a relative path", async () => "Maildir"],
    ["the data directory", async () => at.environment.dataDirectory],
    [
      "what lies in the data directory",
      async () => {
        const inside = join(at.environment.dataDirectory, "Maildir");
        await mkdir(join(inside, "new"), { recursive: true });
        await mkdir(join(inside, "cur"));
        return inside;
      },
    ],
  ])("cannot be %s", async (_, path) => {
    await expect(add(await path())).rejects.toMatchObject({ code: "invalid", field: "path" });
    expect(await readWatchedMaildirs(at.store)).toEqual([]);
  });

  it("is watched once, at its real path", async () => {
    await symlink(maildir, join(outside, "link"));
    expect(await add(join(outside, "link"))).toMatchObject({ path: maildir });
    await expect(add()).rejects.toMatchObject({ code: "already-exists" });
    const [row] = await readWatchedMaildirs(at.store);
    await removeWatchedMaildir(at.store, { id: row?.id ?? 0 }, tester);
    await expect(removeWatchedMaildir(at.store, { id: row?.id ?? 0 }, tester)).rejects.toMatchObject({
      code: "not-found",
    });
  });

  describe("does not let its owner read what belongs to others: symlink tricks", () => {
    it("a link in new is left", async () => {
      await add();
      await writeFile(join(outside, "secret"), "the secret\n");
      await symlink(join(outside, "secret"), join(maildir, "new", "1700000001.link"));
      await arrive("1700000002.good", message("good"));
      expect(await take()).toEqual({ takenCount: 1, problems: ["1700000001.link is no file."], hasMore: false });
      expect(await bodies()).toEqual([message("good")]);
    });

    it.each(["new", "cur"])("a link in the place of %s is not followed", async (folder) => {
      await add();
      await mkdir(join(outside, "other"));
      await writeFile(join(outside, "other", "1700000001.secret"), "the secret\n");
      await rename(join(maildir, folder), join(outside, "away"));
      await symlink(join(outside, "other"), join(maildir, folder));
      await expect(take()).rejects.toMatchObject({ code: "invalid" });
      expect(await bodies()).toEqual([]);
    });

    it("nor one on the way to it", async () => {
      await add();
      await mkdir(join(outside, "other", "new"), { recursive: true });
      await mkdir(join(outside, "other", "cur"));
      await writeFile(join(outside, "other", "new", "1700000001.secret"), "the secret\n");
      await rename(maildir, join(outside, "away"));
      await symlink(join(outside, "other"), maildir);
      await expect(take()).rejects.toMatchObject({ message: expect.stringContaining("links are not followed") });
      expect(await bodies()).toEqual([]);
    });

    it.skipIf(!isRoot)("a file of another system user is left", async () => {
      await add();
      await arrive("1700000001.theirs", message("theirs"));
      await chown(join(maildir, "new", "1700000001.theirs"), 12_345, 12_345);
      const problems = ["1700000001.theirs belongs to another system user than its folder."];
      expect(await take()).toEqual({ takenCount: 0, problems, hasMore: false });
      expect(await left()).toEqual(["1700000001.theirs"]);
    });
  });

  it("leaves what is too large, empty, or a folder, and takes the rest", async () => {
    await add();
    await arrive("1700000001.large", "x".repeat(1001));
    await arrive("1700000002.empty", "");
    await mkdir(join(maildir, "new", "1700000003.folder"));
    await arrive("1700000004.good", message("good"));
    const { takenCount, problems } = await take(new Deliverer(at.store), 1000);
    expect([takenCount, problems]).toEqual([
      1,
      [
        "1700000001.large is larger than a message may be.",
        "1700000002.empty is empty.",
        "1700000003.folder is no file.",
      ],
    ]);
  });

  it("is handled from the command line", async () => {
    const run = (...argv: string[]) => runCli(at.variables, ["maildir", ...argv]);
    expect((await run("list")).stdout).toContain("No Maildir is watched.");
    expect(await run("add", maildir, "--account", "nobody@example.org")).toMatchObject({ code: 1 });
    expect(await run("add", join(outside, "nowhere"), "--account", ann)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("nowhere is not there"),
    });
    expect((await run("add", maildir, "--account", ann)).stdout).toBe(
      `What appears in ${maildir}/new goes to ${ann}.\n`,
    );
    expect((await run("disable", maildir)).code).toBe(0);
    const { rows } = await cliJson<{ rows: object[] }>(at.variables, ["maildir", "list"]);
    expect(rows).toMatchObject([{ path: maildir, account: ann, isEnabled: false, takenCount: 0, seenAt: null }]);
    expect((await run("enable", maildir)).code).toBe(0);
    expect((await run("remove", maildir)).code).toBe(0);
    expect(await run("remove", maildir)).toMatchObject({ code: 1 });
  });

  it("gives every message once, whenever its process is killed", async () => {
    await add();
    const names: string[] = [];
    for (let round = 0; round < 3; round += 1) {
      const child = spawn(process.execPath, ["--import", "tsx", join(import.meta.dirname, "take-forever.ts")], {
        env: { ...process.env, ...at.variables },
        stdio: "ignore",
      });
      const exited = once(child, "exit");
      const before = names.length;
      for (let index = 0; index < 60; index += 1) {
        const name = `17000${String(names.length).padStart(5, "0")}.r${round}.host`;
        names.push(name);
        await arrive(name, message(name));
      }
      // Killed while it takes: some are in the store, most are not.
      await eventually(async () => (await at.store.db.message.count()) > before, 30_000);
      await wait(round * 4);
      child.kill("SIGKILL");
      await exited;
    }
    const watch = new MaildirWatch({ store: at.store, log: pino({ level: "silent" }), pollMs: 20 });
    await eventually(async () => (await left()).length + (await left("cur")).length === 0, 30_000);
    await watch.stop();
    expect((await bodies()).sort()).toEqual(names.map(message).sort());
  }, 90_000);
});
