import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { appendFile, mkdtemp, realpath, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createSource } from "#server/log-source/change-sources.ts";
import { tester } from "#test/support/actor.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";
import { eventually } from "#test/support/eventually.ts";

const program = resolve(import.meta.dirname, "../../../server/log-reader.ts");

describe.each(engines)("a log reader that is killed at any moment, on %s", (engine) => {
  let at: TestStore;
  let folder: string;
  let child: ChildProcess | null = null;

  beforeEach(async () => {
    at = await freshStore(engine);
    folder = await realpath(await mkdtemp(join(tmpdir(), "popdesk-logs-")));
  });
  afterEach(async () => {
    await kill();
    await at.close();
    await rm(folder, { recursive: true, force: true });
  });

  function start(): void {
    child = spawn(process.execPath, ["--import", "tsx", program], {
      env: { ...process.env, ...at.variables, POPDESK_LOG_FOLDERS: folder },
      stdio: ["ignore", "inherit", "inherit"],
    });
  }

  async function kill(): Promise<void> {
    if (child === null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
    child = null;
  }

  test("loses no line and doubles none, also across a rotation", async () => {
    const { store } = at;
    const log = join(folder, "mail.log");
    const total = 60_000;
    const stamp = new Date(Date.now() - 60_000).toISOString().slice(0, 20);
    const line = (number: number) =>
      `${stamp}${String(number % 1_000).padStart(3, "0")}Z mail postfix/qmgr[${number + 1}]: ${number.toString(16)}: removed\n`;
    const text = (from: number, until: number) =>
      Array.from({ length: until - from }, (_, index) => line(from + index)).join("");
    await writeFile(log, text(0, 40_000));
    await createSource(
      { ...store, environment: { ...store.environment, logRoots: [folder] } },
      { name: "mail", path: log },
      tester,
    );
    const count = () => store.logs.logEntry.count();
    for (const killAt of [1, 9_000, 23_000, 35_000]) {
      start();
      await eventually(async () => (await count()) >= killAt, 30_000);
      await kill();
    }
    expect(await count()).toBeLessThan(40_000);
    await rename(log, `${log}.1`);
    await writeFile(log, text(40_000, 50_000));
    start();
    await eventually(async () => (await count()) >= 42_000, 30_000);
    await kill();
    await appendFile(log, text(50_000, total));
    start();
    await eventually(async () => (await count()) >= total, 60_000);
    await kill();
    const rows = await store.logs.logEntry.findMany({ select: { pid: true } });
    expect(rows).toHaveLength(total);
    expect(new Set(rows.map(({ pid }) => pid)).size).toBe(total);
    const files = await store.logs.logFile.findMany({ select: { lineCount: true } });
    expect(files.reduce((sum, { lineCount }) => sum + Number(lineCount), 0)).toBe(total);
  }, 180_000);
});
