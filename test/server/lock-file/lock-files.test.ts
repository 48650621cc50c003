import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, realpath, rename, rm, stat, symlink, utimes, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { addSpoolFolder, readSpoolFolders, removeSpoolFolder } from "#server/lock-file/folders.ts";
import { removeLockFile } from "#server/lock-file/remove-lock-file.ts";
import type { Store } from "#server/store.ts";
import { tester } from "#test/support/actor.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";
import { cliJson, runCli } from "#test/support/run-cli.ts";

/** No process has it: beyond what Linux gives. */
const deadPid = 2 ** 22 + 1;

describe.each(engines)("lock files of other programs, folders on %s", (engine) => {
  let at: TestStore;
  let store: Store;
  let root: string;
  let spool: string;
  let folderId: number;
  beforeEach(async () => {
    at = await freshStore(engine);
    root = await realpath(await mkdtemp(join(tmpdir(), "popdesk-spools-")));
    spool = join(root, "mail");
    await mkdir(spool);
    store = { ...at.store, environment: { ...at.environment, spoolRoots: [root] } };
    folderId = (await addSpoolFolder(store, { path: spool }, tester)).id;
  });
  afterEach(async () => {
    await at.close();
    await rm(root, { recursive: true });
  });

  const put = (name: string, content: string) => writeFile(join(spool, name), content);
  const files = async () => (await readSpoolFolders(store))[0]?.files ?? [];
  const file = async (name: string) => {
    const found = (await files()).find((each) => each.name === name);
    if (found === undefined) throw new Error(`no ${name}`);
    return found;
  };
  const remove = async (name: string, typedWord?: string) =>
    removeLockFile(store, { folderId, name, inode: (await file(name)).inode, typedWord }, tester);
  const left = async () => (await readdir(spool)).sort();

  test("each is found with its process, dead or alive, reused, unknown or elsewhere; other files are not", async () => {
    const sleeper = spawn("sleep", ["60"]);
    await once(sleeper, "spawn");
    await put("ann.pop3.lock", `${deadPid}\n`);
    await put(".bob.lock", `${sleeper.pid}:${hostname()}\n`);
    await put("cat.lock", `${sleeper.pid}`);
    await utimes(join(spool, "cat.lock"), new Date(), new Date(Date.now() - 3_600_000));
    await put("dan.lock", "");
    await put("eve.lock", "17:another.example.org");
    await put("mail", "From ann");
    await put(".lock", "1");
    await mkdir(join(spool, "folder.lock"));
    await symlink("/etc/passwd", join(spool, "link.lock"));
    expect((await files()).map(({ name, writer, pid }) => [name, writer, pid])).toEqual([
      [".bob.lock", "alive", sleeper.pid],
      ["ann.pop3.lock", "dead", deadPid],
      ["cat.lock", "reused", sleeper.pid],
      ["dan.lock", "unknown", null],
      ["eve.lock", "elsewhere", 17],
    ]);
    expect(await file(".bob.lock")).toMatchObject({ program: "sleep" });

    await expect(remove(".bob.lock")).rejects.toMatchObject({ code: "in-use" });
    await expect(remove("dan.lock", "remove")).rejects.toMatchObject({ code: "not-allowed" });
    await expect(remove("eve.lock", "remove")).rejects.toMatchObject({ code: "not-allowed" });
    await expect(remove("cat.lock")).rejects.toMatchObject({ code: "not-allowed", field: "typedWord" });
    await remove("cat.lock", "remove");
    await remove("ann.pop3.lock");
    expect(await left()).toEqual([".bob.lock", ".lock", "dan.lock", "eve.lock", "folder.lock", "link.lock", "mail"]);
    expect(await store.db.auditEntry.findMany({ where: { action: "lock-file.remove" } })).toMatchObject([
      { object: join(spool, "cat.lock"), after: '{"why":"another process has its writer\'s number"}' },
      { object: join(spool, "ann.pop3.lock"), after: '{"why":"its writer is dead"}' },
    ]);

    sleeper.kill("SIGKILL");
    await once(sleeper, "exit");
    expect(await file(".bob.lock")).toMatchObject({ writer: "dead" });
    await remove(".bob.lock");
  });

  test("a fresh lock of the same name is never taken, whenever it comes", async () => {
    await put("ann.lock", `${deadPid}`);
    const { inode } = await file("ann.lock");
    await put("fresh", `${process.pid}`);
    await rename(join(spool, "fresh"), join(spool, "ann.lock"));
    await expect(removeLockFile(store, { folderId, name: "ann.lock", inode }, tester)).rejects.toMatchObject({
      code: "not-found",
    });
    expect(await left()).toEqual(["ann.lock"]);

    // Between the look and the removal: the writer of the audit entry lets the next one in.
    await put("bob.lock", `${deadPid}`);
    const bob = await file("bob.lock");
    const meanwhile = new Proxy(store.db, {
      get(db, name, receiver) {
        if (name !== "$transaction") return Reflect.get(db, name, receiver);
        return async (run: never) => {
          await put("fresh", `${process.pid}`);
          await rename(join(spool, "fresh"), join(spool, "bob.lock"));
          return db.$transaction(run);
        };
      },
    });
    const { ino } = await stat(join(spool, "bob.lock"));
    await expect(
      removeLockFile({ ...store, db: meanwhile }, { folderId, name: "bob.lock", inode: bob.inode }, tester),
    ).rejects.toMatchObject({ code: "not-found" });
    expect(await left()).toEqual(["ann.lock", "bob.lock"]);
    expect((await stat(join(spool, "bob.lock"))).ino).not.toBe(ino);
    expect(await file("bob.lock")).toMatchObject({ writer: "alive", pid: process.pid });
    expect(await store.db.auditEntry.count({ where: { action: "lock-file.remove" } })).toBe(0);
  });

  test("a folder lies within those that are allowed, at its real path, and no link leads out of it later", async () => {
    const outside = await realpath(await mkdtemp(join(tmpdir(), "popdesk-outside-")));
    await writeFile(join(outside, "x.lock"), `${deadPid}`);
    await symlink(outside, join(root, "link"));
    for (const path of [outside, join(root, "link"), "/etc", "/", at.environment.dataDirectory]) {
      await expect(addSpoolFolder(store, { path }, tester)).rejects.toMatchObject({ code: "invalid", field: "path" });
    }
    await expect(addSpoolFolder(store, { path: join(root, "none") }, tester)).rejects.toMatchObject({
      code: "invalid",
    });
    await expect(addSpoolFolder(store, { path: `${spool}/../mail` }, tester)).rejects.toMatchObject({
      code: "already-exists",
    });
    // What it is by now does not matter: the path leads elsewhere.
    await rename(spool, join(root, "moved"));
    await symlink(outside, spool);
    const [folder] = await readSpoolFolders(store);
    expect(folder).toMatchObject({ files: [], errorText: expect.stringContaining("link") });
    const { ino } = await stat(join(outside, "x.lock"));
    await expect(removeLockFile(store, { folderId, name: "x.lock", inode: String(ino) }, tester)).rejects.toMatchObject(
      { code: "invalid" },
    );
    expect(await readdir(outside)).toEqual(["x.lock"]);
    // And what is allowed no longer is not looked into any more.
    const narrowed = { ...store, environment: { ...store.environment, spoolRoots: [] } };
    expect((await readSpoolFolders(narrowed))[0]?.errorText).toContain("POPDESK_SPOOLS");
    await removeSpoolFolder(store, { id: folderId }, tester);
    expect(await readSpoolFolders(store)).toEqual([]);
    await rm(outside, { recursive: true });
  });

  test("from the command line", async () => {
    const variables = { ...at.variables, POPDESK_SPOOLS: root };
    await put("ann.lock", `${deadPid}`);
    expect((await runCli(variables, ["lock", "files"])).stdout).toMatch(/ann\.lock +dead/);
    await cliJson(variables, ["lock", "file-remove", join(spool, "ann.lock")]);
    expect(await left()).toEqual([]);
    await cliJson(variables, ["lock", "folder-remove", spool]);
    expect((await runCli(variables, ["lock", "files"])).stdout).toContain("No folder is looked through");
    await cliJson(variables, ["lock", "folder-add", spool]);
    expect((await runCli(variables, ["lock", "folder-add", "/etc"])).code).not.toBe(0);
  });
});
