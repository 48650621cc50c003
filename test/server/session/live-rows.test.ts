import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startIncarnation } from "#server/node/incarnation.ts";
import { LiveRows } from "#server/session/live-rows.ts";
import { writeSessions } from "#server/session/write-sessions.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";
import { sessionRecord } from "#test/support/session-record.ts";

describe.each(engines)("live sessions as a page follows them on %s", (engine) => {
  let at: TestStore;
  let incarnationId: string;
  let live: LiveRows;
  beforeEach(async () => {
    at = await freshStore(engine);
    const now = at.store.clock.now();
    const node = { id: "n1", hostname: "one.example.org", version: "1", pid: 1, startedAt: now, seenAt: now };
    await at.store.db.node.create({ data: node });
    incarnationId = await startIncarnation(at.store, { nodeId: "n1", pid: 1 });
    live = new LiveRows(at.store);
  });
  afterEach(() => at.close());

  const write = (id: string, given = {}) => writeSessions(at.store, [sessionRecord({ id, incarnationId, ...given })]);
  const ended = { endedAt: new Date("2026-11-21T10:00:01.000Z"), endReason: "quit" as const };

  test("who asks is told of everything that moved before the question, however lately others were answered", async () => {
    await write("one");
    const first = await live.since(null);
    expect(first).toMatchObject({ isWhole: true, rows: [{ id: "one", node: "one.example.org", commandCount: 0 }] });

    await write("two");
    const second = await live.since(first.look);
    expect(second).toMatchObject({ isWhole: false, rows: [{ id: "two" }], gone: [] });

    await write("one", { commandCount: 3 });
    const third = live.since(second.look);
    const whileLooking = write("two", ended).then(() => live.since(second.look));
    expect((await third).rows).toMatchObject([{ id: "one", commandCount: 3 }]);
    expect((await whileLooking).gone).toEqual(["two"]);

    await write("one", ended);
    expect(await live.since((await whileLooking).look)).toMatchObject({ isWhole: false, rows: [], gone: ["one"] });
    expect(await live.all()).toEqual([]);
  });
});
