import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { LogFile } from "#server/log-file/log-file.ts";
import { rotate } from "#server/log-file/rotate.ts";
import { eventually } from "#test/support/eventually.ts";

let directory: string;
let path: string;
const said: [string | null, number][] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "popdesk-log-file-"));
  path = join(directory, "popdesk.log");
  said.length = 0;
});
afterEach(() => rmSync(directory, { recursive: true }));

function logFile(maxOctets = 1024 * 1024, at = path): LogFile {
  const onTrouble = (code: string | null, dropped: number) => void said.push([code, dropped]);
  return new LogFile({ path: at, maxOctets, maxAgeMs: 3_600_000, keptFiles: 50, onTrouble });
}

/** Of the file and all that were put aside. */
function lines(): string[] {
  return readdirSync(directory)
    .filter((name) => name.startsWith("popdesk.log"))
    .flatMap((name) => {
      const octets = readFileSync(join(directory, name));
      return (name.endsWith(".gz") ? gunzipSync(octets) : octets).toString("utf8").split("\n").filter(Boolean);
    });
}

const inodeOf = (file: string) => statSync(file).ino;

test("several writers: every line whole and there once, the file readable for a group and nobody else", async () => {
  const writers = [0, 1, 2, 3].map(() => logFile());
  for (let round = 0; round < 50; round += 1) {
    for (const [at, writer] of writers.entries()) {
      for (let n = 0; n < 20; n += 1) writer.add(`${at} ${round} ${n} ${"x".repeat(round * 10)}\n`);
    }
    await Promise.all(writers.map((writer) => writer.flush()));
  }
  const heads = lines().map((line) => line.split(" ").slice(0, 3).join(" "));
  expect(new Set(heads).size).toBe(4 * 50 * 20);
  expect(heads).toHaveLength(4 * 50 * 20);
  expect(lines().every((line) => /^\d \d+ \d+ x*$/.test(line))).toBe(true);
  expect(statSync(path).mode & 0o777).toBe(0o640);
});

test("it is put aside at its size by one of its writers, and no line is lost; the second is packed", async () => {
  const writers = [logFile(2_000), logFile(2_000)];
  let n = 0;
  await eventually(async () => {
    for (const writer of writers) {
      n += 1;
      writer.add(`line ${n} ${"x".repeat(100)}\n`);
    }
    await Promise.all(writers.map((writer) => writer.flush()));
    return readdirSync(directory).includes("popdesk.log.2.gz");
  });
  const names = readdirSync(directory);
  expect(names).toContain("popdesk.log.1");
  expect(names.filter((name) => /rotating|packing/.test(name))).toEqual([]);
  expect(
    lines()
      .map((line) => Number(line.split(" ")[1]))
      .sort((one, other) => one - other),
  ).toEqual(Array.from({ length: n }, (_, at) => at + 1));
});

test("more than are kept are removed; whoever comes late, when it was put aside already, changes nothing", async () => {
  for (let n = 1; n <= 5; n += 1) {
    const writer = logFile();
    writer.add(`line ${n}\n`);
    await writer.flush();
    const inode = inodeOf(path);
    await Promise.all([rotate(path, inode, 3), rotate(path, inode, 3)]);
  }
  expect(readdirSync(directory).sort()).toEqual(["popdesk.log.1", "popdesk.log.2.gz", "popdesk.log.3.gz"]);
  expect(lines().sort()).toEqual(["line 3", "line 4", "line 5"]);
});

test("a file that logrotate renamed or emptied is followed without a signal", async () => {
  const writer = logFile();
  writer.add("before\n");
  await writer.flush();
  renameSync(path, `${path}.old`);
  await eventually(async () => {
    writer.add("after\n");
    await writer.flush();
    return readdirSync(directory).includes("popdesk.log");
  });
  truncateSync(path);
  writer.add("emptied\n");
  await writer.flush();
  expect(readFileSync(path, "utf8")).toBe("emptied\n");
});

test("a full disk is said once, never thrown, and when it takes lines again, with how many were lost", async () => {
  const full = logFile(1024, "/dev/full");
  for (let n = 0; n < 3; n += 1) {
    full.add("lost\n");
    await full.flush();
  }
  expect(said).toEqual([["ENOSPC", 1]]);
  said.length = 0;
  const missing = logFile(1024, join(directory, "not-there", "popdesk.log"));
  missing.add("lost\n");
  await missing.flush();
  expect(said).toEqual([["ENOENT", 1]]);
});

test("what is said before an exit is in the file", () => {
  const log = resolve(import.meta.dirname, "../../../server/log.ts");
  const program = `import { logger, logToFile } from ${JSON.stringify(log)};
    logToFile({ path: ${JSON.stringify(path)}, maxOctets: 1e6, maxAgeMs: 1e9, keptFiles: 3 });
    logger("daemon").info({ event: "stopped" }, "stopped");
    process.exit(1);`;
  spawnSync(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", program], {
    env: { ...process.env, POPDESK_LOG_LEVEL: "info" },
  });
  expect(lines().map((line) => JSON.parse(line).event)).toEqual(["stopped"]);
});
