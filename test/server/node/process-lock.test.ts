import { chown, mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readEnvironment } from "#server/env.ts";
import { nodeIdOf } from "#server/node/node-id.ts";
import { takeProcessLock } from "#server/node/process-lock.ts";

const nobody = 65_534;
let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "popdesk-lock-"));
});
afterEach(() => rm(directory, { recursive: true }));

test("one program of a name has the directory, and the next one after it let go", () => {
  const first = takeProcessLock(directory, "test");
  expect(takeProcessLock(directory, "test")).toEqual({ heldBy: process.pid });
  expect(takeProcessLock(directory, "other")).toHaveProperty("lock");
  if ("lock" in first) first.lock.release();
  expect(takeProcessLock(directory, "test")).toHaveProperty("lock");
});

test.runIf(process.getuid?.() === 0)(
  "what root makes in somebody's directory belongs to that one, so that the next start needs no root",
  async () => {
    await chown(directory, nobody, nobody);
    const taken = takeProcessLock(directory, "test");
    nodeIdOf(readEnvironment({ POPDESK_DATA: directory }));
    const names = await readdir(directory);
    expect(names).toEqual(expect.arrayContaining(["node-id", "test.lock", "test.pid"]));
    for (const name of names) expect([name, (await stat(join(directory, name))).uid]).toEqual([name, nobody]);
    if ("lock" in taken) taken.lock.release();
  },
);
