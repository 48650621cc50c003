import { appendFile, copyFile, mkdir, rename, rm, symlink, truncate, utimes, writeFile } from "node:fs/promises";
import { mkdtemp, realpath } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { LogReader } from "#server/log-reader/log-reader.ts";
import { createSource, deleteSource, setSourceEnabled } from "#server/log-source/change-sources.ts";
import { readSources } from "#server/log-source/read.ts";
import { changeSettings } from "#server/setting/change-settings.ts";
import { mostOctets, purgeEntries } from "#server/log-entry/purge-entries.ts";
import { readKeptEffect } from "#server/log-entry/read-kept.ts";
import { nodeIdOf } from "#server/node/node-id.ts";
import type { Store } from "#server/store.ts";
import { engines, freshStore, type TestStore } from "../../support/databases.ts";
import { eventually } from "../../support/eventually.ts";

const actor = { kind: "command-line", name: "test", remoteAddress: null } as const;

describe.each(engines)("mail logs are read into %s", (engine) => {
  let at: TestStore;
  let store: Store;
  let folder: string;
  let log: string;
  let reader: LogReader | null = null;
  let sourceId: number;
  let count = 0;
  const begun = Date.now() - 3_600_000;

  beforeEach(async () => {
    at = await freshStore(engine);
    folder = await realpath(await mkdtemp(join(tmpdir(), "popdesk-logs-")));
    log = join(folder, "mail.log");
    store = { ...at.store, environment: { ...at.environment, logRoots: [folder] } };
    count = 0;
  });
  afterEach(async () => {
    await stop();
    await at.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** The next lines, a second after each other, with their end. */
  function lines(wanted: number): string {
    const made = Array.from({ length: wanted }, () => {
      const stamp = new Date(begun + count * 1_000).toISOString();
      const number = count++;
      return `${stamp} mail postfix/smtpd[${number + 1}]: connect from host${number}.example.org[192.0.2.${number % 250}]\n`;
    });
    return made.join("");
  }

  async function start(): Promise<void> {
    reader = new LogReader(store, nodeIdOf(store.environment), { lookMs: 30, restMs: 1, purgeMs: 3_600_000 });
    reader.start();
  }

  async function stop(): Promise<void> {
    await reader?.stop();
    reader = null;
  }

  async function follow(path = log): Promise<void> {
    sourceId = (await createSource(store, { name: "mail", path }, actor)).id;
    await start();
  }

  /** The pids of the lines stored, in order of their keys: their numbers from 1 on. */
  async function stored(): Promise<(number | null)[]> {
    const rows = await store.logs.logEntry.findMany({ orderBy: { id: "asc" }, select: { pid: true } });
    return rows.map(({ pid }) => pid);
  }

  /** All lines made so far are there, once and in order, and stay so. */
  async function allStored(): Promise<void> {
    await eventually(async () => (await stored()).length >= count, 20_000);
    expect(await stored()).toEqual(Array.from({ length: count }, (_, index) => index + 1));
  }

  const fact = async () => (await readSources(store))[0]?.fact;

  test("rotated files first, packed or not, and the live one; again after a restart, without doubling", async () => {
    const day = (days: number) => new Date(Date.now() - days * 86_400_000);
    for (const [name, days, isPacked] of [
      ["mail.log-20261101.gz", 4, true],
      ["mail.log.2.gz", 3, true],
      ["mail.log.1", 2, false],
    ] as const) {
      const text = lines(40);
      await writeFile(join(folder, name), isPacked ? gzipSync(text) : text);
      await utimes(join(folder, name), day(days), day(days));
    }
    await writeFile(join(folder, "mail.log.bak"), "not a rotated one\n");
    await writeFile(log, lines(40));
    await follow();
    await allStored();
    await stop();
    await appendFile(log, lines(5));
    await start();
    await allStored();
    await eventually(async () => (await fact())?.lineCount === 165);
    await eventually(async () => (await fact())?.state === "following");
    expect(await fact()).toMatchObject({ lineCount: 165, trouble: "", waitingOctets: 0 });
    const minutes = await store.logs.logMinute.findMany();
    expect(minutes.reduce((sum, { lineCount }) => sum + lineCount, 0)).toBe(165);
  });

  test("through a rename, also of lines that are still written to the old file", async () => {
    await writeFile(log, lines(10));
    await follow();
    await allStored();
    await rename(log, `${log}.1`);
    await appendFile(`${log}.1`, lines(3));
    await writeFile(log, lines(10));
    await appendFile(log, lines(3));
    await allStored();
  });

  test("through a rename and packing at once, while nobody read", async () => {
    await writeFile(log, lines(30));
    await follow();
    await allStored();
    await stop();
    const { readFile } = await import("node:fs/promises");
    const text = `${await readFile(log, "utf8")}${lines(5)}`;
    await writeFile(`${log}.1.gz`, gzipSync(text));
    await rm(log);
    await writeFile(log, lines(7));
    await start();
    await allStored();
  });

  test("through copytruncate, the copy being there before the file is emptied", async () => {
    await writeFile(log, lines(20));
    await follow();
    await allStored();
    await stop();
    await appendFile(log, lines(4));
    await copyFile(log, `${log}.1`);
    await start();
    await allStored();
    await truncate(log, 0);
    await appendFile(log, lines(4));
    await allStored();
  });

  test("through copytruncate while nobody read, and when the new file has grown beyond the old one", async () => {
    await writeFile(log, lines(5));
    await follow();
    await allStored();
    await stop();
    await appendFile(log, lines(3));
    await copyFile(log, `${log}.1`);
    await truncate(log, 0);
    await appendFile(log, lines(60));
    await start();
    await allStored();
  });

  test("through removal and a new file, with a last line that has no end yet", async () => {
    await writeFile(log, lines(5));
    await follow();
    await allStored();
    const next = lines(1);
    await appendFile(log, next.slice(0, 30));
    await appendFile(log, next.slice(30));
    await allStored();
    await rm(log);
    await eventually(async () => (await fact())?.state === "missing");
    await writeFile(log, lines(5));
    await allStored();
  });

  test("a packed file that is cut short gives what can be read of it, and is said to be cut", async () => {
    const { randomBytes } = await import("node:crypto");
    const noise = Array.from({ length: 200 }, () => lines(1).replace("\n", ` ${randomBytes(30).toString("hex")}\n`));
    const whole = gzipSync(noise.join(""));
    await writeFile(`${log}.1.gz`, whole.subarray(0, whole.length / 2));
    await writeFile(log, "");
    await follow();
    await eventually(async () => ((await fact())?.trouble ?? "") !== "");
    expect((await fact())?.trouble).toContain("cut short");
    const there = await stored();
    expect(there.length).toBeGreaterThan(50);
    expect(there.length).toBeLessThan(150);
  });

  test("garbage, long lines and passwords: bounded, kept, masked", async () => {
    const garbage = Buffer.from([0, 1, 2, 255, 254, 0, 10, 200, 13, 10]);
    const secret = "dovecot: auth: passwd-file(bob,192.0.2.7): Password mismatch (given password: geheim)sesam)";
    const stamp = new Date(begun).toISOString();
    await writeFile(
      log,
      Buffer.concat([garbage, Buffer.from(`${stamp} mail ${secret}\n${stamp} mail x: ${"y".repeat(1_000_000)}\n`)]),
    );
    await follow();
    await eventually(async () => (await store.logs.logEntry.count()) === 4);
    const rows = await store.logs.logEntry.findMany({
      orderBy: { id: "asc" },
      select: { raw: true, cutOctets: true, event: true },
    });
    const all = JSON.stringify(rows);
    expect(all).not.toContain("geheim");
    expect(all).not.toContain("sesam");
    const password = rows.find(({ raw }) => raw.includes("Password mismatch"));
    expect(password).toMatchObject({ event: "sign-in-failed" });
    const long = rows.find(({ raw }) => raw.length > 60_000);
    expect(long?.raw.length).toBe(64 * 1024);
    expect(long?.cutOctets).toBeGreaterThan(900_000);
  });

  test("a link that leads outside, and a folder in its place, are refused, also later", async () => {
    const outside = await mkdtemp(join(tmpdir(), "popdesk-outside-"));
    await writeFile(join(outside, "secret"), "root:x:0:0\n");
    await symlink(join(outside, "secret"), log);
    await expect(createSource(store, { name: "a", path: log }, actor)).rejects.toMatchObject({ code: "not-allowed" });
    await expect(createSource(store, { name: "a", path: join(outside, "secret") }, actor)).rejects.toThrow(
      "POPDESK_LOG_FOLDERS",
    );
    await mkdir(join(folder, "folder.log"));
    await expect(createSource(store, { name: "a", path: join(folder, "folder.log") }, actor)).rejects.toThrow(
      "is a directory",
    );
    await expect(createSource(store, { name: "a", path: `${folder}/../x.log` }, actor)).rejects.toMatchObject({
      code: "invalid",
    });
    await rm(log);
    await follow();
    await symlink(join(outside, "secret"), log);
    await eventually(async () => (await fact())?.state === "troubled");
    expect((await fact())?.trouble).toContain("outside the folders");
    expect(await stored()).toEqual([]);
    await rm(outside, { recursive: true });
  });

  test("switched off it is read no further, on again from there; deleted, its lines go", async () => {
    await writeFile(log, lines(5));
    await follow();
    await allStored();
    await setSourceEnabled(store, { id: sourceId, isEnabled: false }, actor);
    await stop();
    await start();
    await appendFile(log, lines(5));
    expect(await stored()).toHaveLength(5);
    await setSourceEnabled(store, { id: sourceId, isEnabled: true }, actor);
    await allStored();
    await stop();
    await deleteSource(store, { id: sourceId }, actor);
    expect(await purgeEntries(store)).toBe(10);
    expect([await stored(), await store.logs.logMinute.count(), await store.logs.logFile.count()]).toEqual([[], 0, 0]);
  });

  test("lines are forgotten by age and by room, the oldest first", async () => {
    await writeFile(log, lines(600));
    await follow();
    await allStored();
    await stop();
    await changeSettings(store, { mailLogDays: 1, mailLogMegabytes: null }, actor);
    expect(await purgeEntries(store)).toBe(0);
    const later = { ...store, clock: { ...store.clock, now: () => new Date(begun + 86_400_000 + 300_000) } };
    const byAge = await purgeEntries(later);
    expect(byAge).toBeGreaterThan(200);
    expect(byAge).toBeLessThanOrEqual(301);
    expect((await stored())[0]).toBe(byAge + 1);
    const left = (await stored()).length;
    const minutes = await store.logs.logMinute.findMany();
    expect(minutes.reduce((sum, { lineCount }) => sum + lineCount, 0)).toBe(left);
  });

  test("where all lines take more room than they may, the oldest go until they fit", async () => {
    const padded = Array.from({ length: 80 }, (_, index) => {
      const stamp = new Date(begun - (80 - index) * 60_000).toISOString();
      return `${stamp} mail postfix/smtpd[${index + 1}]: ${"x".repeat(50_000)}\n`;
    });
    await writeFile(log, padded.join(""));
    await follow();
    await eventually(async () => (await stored()).length === 80, 20_000);
    await stop();
    const change = { mailLogDays: null, mailLogMegabytes: 10 };
    const effect = await readKeptEffect(store, change);
    await changeSettings(store, change, actor);
    const purged = await purgeEntries(store);
    expect(effect).toEqual({ lineCount: 80, goneCount: purged });
    const left = await stored();
    expect(left).toEqual(Array.from({ length: 80 - purged }, (_, index) => purged + index + 1));
    expect(left.length * 50_000).toBeLessThanOrEqual(mostOctets(store, 10));
    expect((left.length + 2) * 50_200).toBeGreaterThan(mostOctets(store, 10));
    expect(await purgeEntries(store)).toBe(0);
  });
});
