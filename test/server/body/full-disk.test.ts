import { execFileSync, spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Deliverer } from "#server/delivery/deliverer.ts";
import { DomainError } from "#server/errors.ts";
import { checkStore } from "#server/maildrop/check-store.ts";
import type { Finding } from "#server/maildrop/finding.ts";
import { uniqueIdOf } from "#server/message/unique-id.ts";
import { closeStore, openStore, type Store } from "#server/store.ts";
import { tester } from "#test/support/actor.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";
import { eventually } from "#test/support/eventually.ts";
import { givenAccount, readBody } from "#test/support/mail.ts";

/** A file system of its own, of `megabytes`, mounted; null where this user may not mount. */
function mountSmall(megabytes: number): string | null {
  const directory = mkdtempSync(join(tmpdir(), "popdesk-small-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "none", directory], { stdio: "ignore" });
    return directory;
  } catch {
    rmdirSync(directory);
    return null;
  }
}

const probe = mountSmall(1);
if (probe !== null) isUnmounted(probe);

function isUnmounted(directory: string): boolean {
  if (spawnSync("umount", [directory], { stdio: "ignore" }).status !== 0) return false;
  rmdirSync(directory);
  return true;
}

// With SQLite the database is on the full disk as well.
describe.skipIf(probe === null).each(engines)("a disk that is full, with %s", (engine) => {
  let disk: string;
  let test: TestStore;
  let store: Store;
  let recipient: { accountId: number; address: string };
  /** Digests of what was acknowledged, by unique-id. */
  let acknowledged: Map<string, string>;

  beforeEach(async () => {
    const mounted = mountSmall(24);
    if (mounted === null) throw new Error("mounting worked a moment ago");
    disk = mounted;
    const before = process.env.TMPDIR;
    process.env.TMPDIR = disk;
    test = await freshStore(engine);
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
    store = test.store;
    expect(store.environment.dataDirectory.startsWith(disk)).toBe(true);
    recipient = await givenAccount(store);
    acknowledged = new Map();
  });

  afterEach(async () => {
    await test.close();
    // The threads that wrote there let go of it a moment after they were told to end.
    await eventually(() => isUnmounted(disk));
  });

  /** True where it was acknowledged; a refusal that is not about storage is thrown. */
  async function deliver(deliverer: Deliverer, octets: number): Promise<boolean> {
    const content = randomBytes(octets);
    const message = {
      octets,
      headerOctets: 100,
      hasDotLines: true,
      pieces: () => [content],
      discard: async () => {},
    };
    try {
      const { uniqueId } = await deliverer.deliver({ recipient, prefix: new Uint8Array(), message });
      acknowledged.set(uniqueId, createHash("sha256").update(content).digest("hex"));
      return true;
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== "storage") throw error;
      expect(error.message).toMatch(/full/);
      return false;
    }
  }

  async function expectWhole(of: Store): Promise<void> {
    const rows = await of.db.message.findMany({ where: { accountId: recipient.accountId } });
    const found = new Map<string, string>();
    for (const row of rows) {
      const body = await readBody(of.bodies.open(row.bodyPlace, row.octets));
      const uniqueId = uniqueIdOf({ epoch: row.uniqueEpoch, number: Number(row.uniqueNumber) });
      found.set(uniqueId, createHash("sha256").update(body).digest("hex"));
    }
    for (const [uniqueId, digest] of acknowledged) expect(found.get(uniqueId)).toBe(digest);
    // What was refused is not there either: the sender sends it once more.
    expect(found.size).toBe(acknowledged.size);
    // A body whose row did not fit may have been left: nobody misses it, and there was no room to note that it is nobody's.
    expect((await findingsOf(of, true)).filter(({ kind }) => kind !== "orphan-body")).toEqual([]);
    expect(await findingsOf(of, false)).toEqual([]);
  }

  async function findingsOf(of: Store, repair: boolean): Promise<Finding[]> {
    const findings: Finding[] = [];
    const onFinding = (finding: Finding) => findings.push(finding);
    await checkStore(of, { repair, actor: tester, graceMs: 0, readsBodies: true, onFinding });
    return findings;
  }

  it("takes nothing it cannot keep, keeps what it has taken, and goes on when there is room again", {
    timeout: 60_000,
  }, async () => {
    const deliverer = new Deliverer(store);
    let refused = 0;
    for (let round = 0; round < 60 && refused < 20; round += 1) {
      const octets = [150_000, 40_000, 300_000, 3_000];
      const taken = await Promise.all(octets.map((count) => deliver(deliverer, count)));
      refused += taken.filter((isTaken) => !isTaken).length;
    }
    expect(refused).toBeGreaterThanOrEqual(20);
    expect(acknowledged.size).toBeGreaterThan(20);
    execFileSync("mount", ["-o", "remount,size=64m", disk]);
    await expectWhole(store);
    for (let count = 0; count < 20; count += 1) expect(await deliver(deliverer, 100_000)).toBe(true);
    await expectWhole(store);
    const again = await openStore(store.environment);
    await expectWhole(again).finally(() => closeStore(again));
  });
});
