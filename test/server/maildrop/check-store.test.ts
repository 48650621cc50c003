import { mkdir, readdir, rm, truncate, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Deliverer } from "#server/delivery/deliverer.ts";
import { checkStore } from "#server/maildrop/check-store.ts";
import type { CheckProgress, Finding } from "#server/maildrop/finding.ts";
import { lockMaildrop } from "#server/maildrop/lock-maildrop.ts";
import { packSequences } from "#server/maildrop/packed-set.ts";
import { readSnapshot } from "#server/maildrop/read-snapshot.ts";
import { removeMarked } from "#server/maildrop/remove-marked.ts";
import type { Store } from "#server/store.ts";
import { tester } from "#test/support/actor.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";
import { givenAccount, givenMessage } from "#test/support/mail.ts";

const nothing = { "body-missing": 0, "body-damaged": 0, "orphan-body": 0, "needless-copy": 0, "counters-off": 0 };

/** Of bodies kept as files; those in segments have test/server/body/segments-in-use.test.ts. */
describe.each(engines)("the check of the store on %s", (engine) => {
  let test: TestStore;
  let store: Store;
  let ann: { accountId: number; address: string };
  let found: Finding[];

  beforeEach(async () => {
    test = await freshStore(engine);
    store = test.store;
    await store.db.setting.create({ data: { name: "bodyStore", value: '"files"' } });
    ann = await givenAccount(store);
    found = [];
    const bob = await givenAccount(store, "bob@example.org");
    const deliverer = new Deliverer(store);
    const message = await givenMessage(store);
    for (const recipient of [ann, ann, ann, bob]) {
      await deliverer.deliver({ recipient, prefix: Buffer.alloc(0), message });
    }
  });

  afterEach(() => test.close());

  const check = (repair = false) =>
    checkStore(store, { repair, actor: tester, onFinding: (finding) => found.push(finding) });
  const fileOf = (place: string) => join(store.environment.dataDirectory, "bodies", place);
  const rows = () => store.db.message.findMany({ where: { accountId: ann.accountId }, orderBy: { sequence: "asc" } });

  async function givenOrphan(ageMs: number): Promise<string> {
    const place = `${dirname((await rows())[0]?.bodyPlace ?? "")}/orphan.eml`;
    await mkdir(dirname(fileOf(place)), { recursive: true });
    await writeFile(fileOf(place), "lost");
    const at = new Date(Date.now() - ageMs);
    await utimes(fileOf(place), at, at);
    return place;
  }

  it("finds nothing where all is well, and says how far it is", async () => {
    const progress: CheckProgress[] = [];
    const report = await checkStore(store, { repair: true, actor: tester, onProgress: (step) => progress.push(step) });
    expect(report).toEqual({ accounts: 2, messages: 4, bodies: 4, findings: nothing, repaired: 0 });
    expect(progress.map(({ step, done, total }) => [step, done, total])).toEqual([
      ["counters", 2, 2],
      ["bodies", 4, 4],
      ["orphans", 4, 4],
    ]);
  });

  it("finds bodies that are gone or cut, and never takes their rows away", async () => {
    const [first, second] = await rows();
    await rm(fileOf(first?.bodyPlace ?? ""));
    await truncate(fileOf(second?.bodyPlace ?? ""), 5);
    const { findings, repaired } = await check(true);
    expect(findings).toEqual({ ...nothing, "body-missing": 1, "body-damaged": 1 });
    expect(repaired).toBe(0);
    expect(found).toMatchObject([
      { kind: "body-missing", address: "ann@example.org", found: null, place: first?.bodyPlace },
      { kind: "body-damaged", address: "ann@example.org", found: 5, octets: second?.octets },
    ]);
    expect((await rows()).length).toBe(3);
  });

  it("sets aside a body that no row knows, but none of this hour", async () => {
    const young = await givenOrphan(60_000);
    expect((await check(true)).findings).toEqual(nothing);
    const old = await givenOrphan(2 * 60 * 60 * 1000);
    expect(old).toBe(young);
    expect(await check()).toMatchObject({ findings: { ...nothing, "orphan-body": 1 }, repaired: 0 });
    expect(await store.bodies.measure(old)).toBe(4);
    expect(await check(true)).toMatchObject({ findings: { ...nothing, "orphan-body": 1 }, repaired: 1 });
    expect(await store.bodies.measure(old)).toBeNull();
    expect(await readdir(join(store.environment.dataDirectory, "orphans"))).toEqual([old.replaceAll("/", "-")]);
    expect(await store.db.auditEntry.findMany()).toMatchObject([{ action: "store.set-aside", actorName: tester.name }]);
  });

  it("counts again where counters are off, and no snapshot stays", async () => {
    const known = await readSnapshot(store, ann.accountId, null);
    const off = { messageCount: 7, octets: 1n, recoverableCount: 2, recoverableOctets: 9n };
    await store.db.account.update({ where: { id: ann.accountId }, data: off });
    expect(await check()).toMatchObject({ findings: { ...nothing, "counters-off": 1 }, repaired: 0 });
    expect(await check(true)).toMatchObject({ repaired: 1 });
    const octets = (await rows()).reduce((sum, row) => sum + row.octets, 0);
    expect(found[1]).toEqual({
      kind: "counters-off",
      address: "ann@example.org",
      messageCount: 7,
      octets: 1,
      countedMessages: 3,
      countedOctets: octets,
      recoverable: { messageCount: 2, octets: 9, countedMessages: 0, countedOctets: 0 },
      isRepaired: true,
    });
    expect(await store.db.account.findUnique({ where: { id: ann.accountId } })).toMatchObject({
      messageCount: 3,
      octets: BigInt(octets),
      recoverableCount: 0,
      recoverableOctets: 0n,
    });
    expect(await readSnapshot(store, ann.accountId, known)).not.toBe(known);
    expect((await check()).findings).toEqual(nothing);
    expect(await store.db.auditEntry.findMany()).toMatchObject([
      { action: "store.repair-counters", object: "ann@example.org" },
    ]);
  });

  it("knows removals whose rows and bodies are still to go", async () => {
    const claim = { accountId: ann.accountId, sessionId: "s", incarnationId: "w" };
    await lockMaildrop(store, claim);
    const { version } = await readSnapshot(store, ann.accountId, null);
    const [first] = await rows();
    const octets = first?.octets ?? 0;
    const sequences = packSequences([first?.sequence ?? 0]);
    await removeMarked(store, { ...claim, version, sequences, messageCount: 1, octets });
    await rm(fileOf(first?.bodyPlace ?? ""));
    expect((await check(true)).findings).toEqual(nothing);
  });
});
