import { expect, test } from "vitest";
import { type Recorded, SessionRows } from "#pop3d/net/worker/session-rows.ts";
import { logger } from "#server/log.ts";
import { eventually } from "#test/support/eventually.ts";

class Source implements Recorded {
  endedAt: Date | null = null;
  commands = 0;
  constructor(readonly id: string) {}
}

/** What was written, batch by batch: id, commands, whether it was over. */
function recorder() {
  const batches: [string, number, boolean][][] = [];
  const trouble = { left: 0 };
  const rows = new SessionRows<Source>({
    what: "sessions",
    write: async (sources) => {
      const batch = sources.map(({ id, commands, endedAt }): [string, number, boolean] => [
        id,
        commands,
        endedAt !== null,
      ]);
      await new Promise(setImmediate);
      if (trouble.left-- > 0) throw new Error("the database is away");
      batches.push(batch);
    },
    log: logger("test"),
  });
  return { rows, batches, trouble };
}

test("sessions that begin together are written together, and one that came and went is written once", async () => {
  const { rows, batches } = recorder();
  const [a, b] = [new Source("a"), new Source("b")];
  rows.changed(a);
  rows.changed(b);
  rows.changed(b);
  b.endedAt = new Date();
  rows.changed(b);
  await eventually(() => batches.length > 0);
  expect(batches).toEqual([
    [
      ["a", 0, false],
      ["b", 0, true],
    ],
  ]);
});

test("a session that goes on is written about once a second, not once a command", async () => {
  const { rows, batches } = recorder();
  const a = new Source("a");
  rows.changed(a);
  await eventually(() => batches.length === 1);
  const startedAt = performance.now();
  await eventually(() => {
    a.commands += 1;
    rows.went(a);
    return performance.now() - startedAt > 2_500;
  });
  expect(a.commands).toBeGreaterThan(20);
  expect(batches.length).toBeLessThanOrEqual(5);
  expect(batches.length).toBeGreaterThanOrEqual(2);
});

test("what changes during a write is written by the next one", async () => {
  const { rows, batches } = recorder();
  const a = new Source("a");
  rows.changed(a);
  const flushed = rows.flush();
  a.endedAt = new Date();
  rows.changed(a);
  await flushed;
  await eventually(() => batches.length === 2);
  expect(batches.at(-1)).toEqual([["a", 0, true]]);
});

test("nothing is lost while the database is away", async () => {
  const { rows, batches, trouble } = recorder();
  trouble.left = 2;
  rows.changed(new Source("a"));
  await rows.flush();
  rows.changed(new Source("b"));
  await rows.flush();
  expect(batches).toEqual([]);
  await rows.flush(true);
  expect(
    batches
      .flat()
      .map(([id]) => id)
      .toSorted(),
  ).toEqual(["a", "b"]);
});
