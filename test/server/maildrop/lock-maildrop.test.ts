import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lockMaildrop } from "#server/maildrop/lock-maildrop.ts";
import { releaseMaildrop } from "#server/maildrop/release-maildrop.ts";
import { whyNotLocked } from "#server/maildrop/why-not-locked.ts";
import { closeStore, openStore, type Store } from "#server/store.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";
import { HandClock } from "#test/support/hand-clock.ts";
import { givenAccount } from "#test/support/mail.ts";
import { writingThreadProgram } from "#test/support/writing-thread.ts";

const script = join(import.meta.dirname, "lock-race.ts");

/** Version of a maildrop that nothing has come to. */
const fresh = { changeSeq: 0, nextSequence: 1, messageCount: 0 };

describe.each(engines)("the exclusive-access lock on %s", (engine) => {
  let test: TestStore;

  beforeEach(async () => {
    test = await freshStore(engine);
  });

  afterEach(() => test.close());

  it("goes to exactly one of many that ask at once", async () => {
    const { accountId } = await givenAccount(test.store);
    const asked = Array.from({ length: 20 }, (_, index) =>
      lockMaildrop(test.store, { accountId, sessionId: `s${index}`, incarnationId: "w" }),
    );
    const answers = await Promise.all(asked);
    expect(answers.filter((version) => version !== null)).toEqual([fresh]);
    const holder = await whyNotLocked(test.store, accountId);
    expect(holder).toMatchObject({
      sessionId: `s${answers.findIndex((version) => version !== null)}`,
      remoteAddress: null,
    });
    if (typeof holder === "object") expect(Math.abs(holder.acquiredAt.getTime() - Date.now())).toBeLessThan(20_000);
  });

  it.each([
    ["that write in place", async () => ""],
    ["that write in a thread", writingThreadProgram],
  ])("goes to exactly one of two processes %s, account for account", async (_name, program) => {
    const writingThread = await program();
    for (let index = 0; index < 100; index += 1) await givenAccount(test.store, `a${index}@example.org`);
    const [one, other] = await Promise.all([racer("one", writingThread), racer("other", writingThread)]);
    one.process.stdin.write("go\n");
    other.process.stdin.write("go\n");
    const [wonByOne, wonByOther] = await Promise.all([one.won(), other.won()]);
    const all = [...wonByOne, ...wonByOther].sort((a, b) => a - b);
    expect(all).toEqual((await test.store.db.account.findMany({ orderBy: { id: "asc" } })).map(({ id }) => id));
  });

  it("is free again for the next when it is released, and only its session releases it", async () => {
    const { store } = test;
    const { accountId } = await givenAccount(store);
    expect(await lockMaildrop(store, { accountId, sessionId: "first", incarnationId: "w" })).toEqual(fresh);
    await releaseMaildrop(store, { accountId, sessionId: "second" });
    expect(await lockMaildrop(store, { accountId, sessionId: "second", incarnationId: "w" })).toBeNull();
    await releaseMaildrop(store, { accountId, sessionId: "first" });
    await releaseMaildrop(store, { accountId, sessionId: "first" });
    expect(await lockMaildrop(store, { accountId, sessionId: "second", incarnationId: "w" })).toEqual(fresh);
  });

  it("is not given before the delay since the last sign-in is over, in any process, and tells how long that is", async () => {
    const clock = new HandClock();
    const store = { ...test.store, clock };
    const { accountId } = await givenAccount(store);
    const other = await openStore(test.environment, clock);
    const lock = (at: Store, sessionId: string, delaySeconds: number | null) =>
      lockMaildrop(at, { accountId, sessionId, incarnationId: "w" }, delaySeconds);
    expect(await lock(store, "s1", 60)).toEqual(fresh);
    await releaseMaildrop(store, { accountId, sessionId: "s1" });
    clock.pass(59_000);
    expect(await lock(other, "s2", 60)).toEqual({ waitMs: 1_000 });
    expect(await whyNotLocked(store, accountId)).toBe("free");
    clock.pass(1_000);
    expect(await lock(other, "s3", 60)).toEqual(fresh);
    clock.pass(60_000);
    expect(await lock(store, "s4", 60)).toBeNull(); // held: that is no sign-in
    await releaseMaildrop(store, { accountId, sessionId: "s3" });
    expect(await lock(store, "s5", 60)).toEqual(fresh);
    await releaseMaildrop(store, { accountId, sessionId: "s5" });
    clock.wallMs -= 3_600_000; // a clock that was wrong and is set back keeps nobody out
    expect(await lock(store, "s6", 60)).toEqual(fresh);
    await closeStore(other);
  });

  it.each([
    ["may not be signed in to", { canSignIn: false }],
    ["is being deleted", { deletedAt: new Date() }],
  ])("is not given where the account %s by now", async (_name, change) => {
    const { store } = test;
    const { accountId } = await givenAccount(store);
    expect(await whyNotLocked(store, accountId)).toBe("free");
    await store.db.account.update({ where: { id: accountId }, data: change });
    expect(await lockMaildrop(store, { accountId, sessionId: "s", incarnationId: "w" })).toBeNull();
    expect(await whyNotLocked(store, accountId)).toBe("disabled");
    expect(await lockMaildrop(store, { accountId: 9999, sessionId: "s", incarnationId: "w" })).toBeNull();
  });

  async function racer(
    name: string,
    writingThread: string,
  ): Promise<{
    process: ChildProcessByStdio<Writable, Readable, null>;
    won(): Promise<number[]>;
  }> {
    const child = spawn(process.execPath, ["--import", "tsx", script, name, writingThread], {
      env: { ...process.env, ...test.variables },
      stdio: ["pipe", "pipe", "inherit"],
    });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    expect((await lines.next()).value).toBe("ready");
    return {
      process: child,
      won: async () => {
        const { value } = await lines.next();
        await once(child, "exit");
        return JSON.parse(String(value));
      },
    };
  }
});
