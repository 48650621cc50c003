import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { PrimaryMetrics } from "#pop3d/net/primary/metrics.ts";
import { commands } from "#pop3d/session/commands/index.ts";
import { logger } from "#server/log.ts";
import { Counts } from "#server/metric/counts.ts";
import { metricTable } from "#server/metric/metric-table.ts";
import { purgeMetrics } from "#server/metric/purge-metrics.ts";
import { quantile } from "#server/metric/quantile.ts";
import { steppedRange } from "#server/metric/range.ts";
import { readCharts } from "#server/metric/read-charts.ts";
import { readSums } from "#server/metric/read-sums.ts";
import { commandKeywords, countedKeys, placeOf } from "#server/metric/series.ts";
import { writeCounts } from "#server/metric/write-counts.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";
import { HandClock } from "#test/support/hand-clock.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

test("every command there is has a place among what is counted", () => {
  expect([...commandKeywords].sort()).toEqual([...commands.keys(), "other"].sort());
});

test("the documentation lists every metric as the code has it", async () => {
  expect(await readFile(join(import.meta.dirname, "../../../docs/metrics.md"), "utf8")).toContain(metricTable);
});

test("what is counted is handed over once, and nothing where nothing was", () => {
  let isOn = true;
  const counts = new Counts(() => isOn);
  expect(counts.take()).toBeNull();
  counts.retrieved(300);
  counts.retrieved(200);
  counts.commandAnswered("RETR", false, 0.7);
  counts.commandAnswered("an unknown word", true, 60_000);
  const growth = new Map<string | undefined, number>();
  const taken = counts.take() ?? [];
  for (let at = 0; at < taken.length; at += 2) growth.set(countedKeys[taken[at] as number], taken[at + 1] as number);
  expect(Object.fromEntries(growth)).toEqual({
    retrieved_messages_total: 2,
    retrieved_bytes_total: 500,
    "command_duration_seconds/RETR/0.001": 1,
    "command_duration_seconds/RETR/sum": 0.0007,
    "command_duration_seconds/other/+Inf": 1,
    "command_duration_seconds/other/sum": 60,
    "command_errors_total/other": 1,
  });
  expect(counts.take()).toBeNull();
  isOn = false;
  counts.sessionBegan();
  counts.commandAnswered("RETR", true, 1);
  expect(counts.take()).toBeNull();
});

test("shares of a histogram lie where Prometheus puts them", () => {
  const none = Array.from({ length: 10 }, () => 0);
  expect(quantile(0.5, none)).toBeNull();
  expect(quantile(0.5, none.with(2, 4))).toBeCloseTo(0.003);
  expect(quantile(0.95, none.with(0, 100))).toBeCloseTo(0.000475);
  expect(quantile(0.99, none.with(9, 1))).toBe(5); // beyond the last bound nobody knows how far
});

test("ranges are read from the longest spans that still show something, and never from forgotten ones", () => {
  const now = Date.UTC(2026, 10, 21, 12, 34, 56);
  const of = (range: "hour" | "day" | "month" | "year") => steppedRange(steppedQuestion(range), now);
  expect(of("hour")).toMatchObject({ seconds: 60, stepMs: minuteMs, count: 60 });
  expect(of("day")).toMatchObject({ seconds: 600, stepMs: 10 * minuteMs, count: 144 });
  expect(of("month").count).toBeLessThanOrEqual(180);
  expect(of("year")).toMatchObject({ seconds: 86_400 });
  for (const range of ["hour", "day", "month", "year"] as const) {
    const { fromMs, stepMs, count } = of(range);
    expect(fromMs + count * stepMs).toBeGreaterThanOrEqual(now);
  }
  const longAgo = now - 30 * dayMs;
  expect(steppedRange({ range: undefined, from: longAgo, until: longAgo + hourMs }, now).seconds).toBe(3600);
  expect(steppedRange({ range: undefined, from: now, until: now - 1 }, now)).toEqual(of("hour"));
});

const steppedQuestion = (range: "hour" | "day" | "month" | "year") => ({ range, from: undefined, until: undefined });

describe.each(engines)("metrics on %s", (engine) => {
  let at: TestStore;
  let clock: HandClock;
  let sessions: number;
  let metrics: PrimaryMetrics;
  beforeEach(async () => {
    clock = new HandClock();
    const fresh = await freshStore(engine);
    at = { ...fresh, store: { ...fresh.store, clock } };
    sessions = 0;
    metrics = started("node-1");
  });
  afterEach(() => at.close());

  const started = (nodeId: string) =>
    new PrimaryMetrics({
      store: at.store,
      nodeId,
      isOn: () => true,
      sessionCount: () => sessions,
      log: logger("test"),
    });

  /** A message was retrieved, and so much time has passed. */
  async function retrieved(count: number, passedMs = 1_000, by = metrics): Promise<void> {
    clock.pass(passedMs);
    by.hear([placeOf("retrieved_messages_total"), count]);
    await by.tick();
  }

  const rows = (seconds: number, series = "retrieved_messages_total") =>
    at.store.logs.metricBucket.findMany({
      where: { seconds, series },
      orderBy: { startAt: "asc" },
      select: { startAt: true, value: true },
    });

  const values = async (seconds: number, series?: string) => (await rows(seconds, series)).map(({ value }) => value);

  const question = (range: "hour" | "day") => steppedQuestion(range);

  test("are added to every span that holds the moment, and to the total", async () => {
    await retrieved(2);
    await retrieved(3);
    await retrieved(4, 2 * minuteMs);
    expect(await values(60)).toEqual([5, 4]);
    for (const seconds of [600, 3600, 86_400, 0]) expect(await values(seconds)).toEqual([9]);
    const total = await rows(0);
    expect(total[0]?.startAt.getTime()).toBe(0);
  });

  test("go on where they were after the daemon was killed, and nothing is doubled", async () => {
    await retrieved(2);
    metrics = started("node-1"); // without a stop, as after kill -9
    await retrieved(3);
    expect(await values(60)).toEqual([5]);
    expect(await values(0)).toEqual([5]);
  });

  test("are neither negative nor doubled where the clock jumps back and forth", async () => {
    await retrieved(2);
    clock.wallMs -= 2 * hourMs;
    await retrieved(3);
    clock.wallMs += 3 * dayMs;
    await retrieved(5);
    clock.wallMs -= 3 * dayMs - 2 * hourMs;
    await retrieved(7);
    for (const seconds of [60, 600, 3600, 86_400, 0]) {
      const found = await values(seconds);
      expect(found.reduce((sum, value) => sum + value, 0)).toBe(17);
      expect(Math.min(...found)).toBeGreaterThan(0);
    }
    const counted = await values(60, "counted_seconds_total");
    expect(Math.min(...counted)).toBeGreaterThan(0);
    // Two jumps more or less: by the steady clock four seconds have passed.
    expect(counted.reduce((sum, value) => sum + value, 0)).toBeCloseTo(4);
  });

  test("of an idle daemon are written once a minute", async () => {
    for (let second = 0; second < 125; second += 1) {
      clock.pass(1_000);
      await metrics.tick();
    }
    const counted = await values(60, "counted_seconds_total");
    expect(counted.length).toBeGreaterThanOrEqual(2);
    await metrics.stop();
    expect((await values(0, "counted_seconds_total"))[0]).toBeCloseTo(125);
  });

  test("of sessions keep the highest of each span", async () => {
    for (const now of [3, 8, 5]) {
      sessions = now;
      clock.pass(1_000);
      await metrics.tick();
    }
    expect(await values(60, "now/sessions")).toEqual([8]);
    expect(await values(86_400, "now/sessions")).toEqual([8]);
  });

  test("of several nodes add up, but not what is the same for all of them", async () => {
    sessions = 4;
    const other = started("node-2");
    await retrieved(2);
    await retrieved(3, 0, other);
    await writeCounts(at.store, "node-1", clock.wallMs, new Map([["now/stored_bytes", 700]]));
    await writeCounts(at.store, "node-2", clock.wallMs, new Map([["now/stored_bytes", 700]]));
    const { charts } = await readCharts(at.store, question("hour"));
    const last = (name: string, line = 0) => charts.find((chart) => chart.name === name)?.lines[line]?.values.at(-1);
    expect(last("mail", 1)).toBe(5);
    expect(last("sessions")).toBe(8);
    expect(last("storage")).toBe(700);
  });

  test("have a gap where nobody counted, and a zero where nothing happened", async () => {
    await retrieved(2);
    clock.pass(10 * minuteMs); // away
    metrics = started("node-1");
    clock.pass(30_000);
    await metrics.tick();
    await metrics.stop();
    const { charts, count } = await readCharts(at.store, question("hour"), ["mail"]);
    const retrievedEach = charts[0]?.lines[1]?.values ?? [];
    expect(retrievedEach).toHaveLength(count);
    expect(retrievedEach.at(-1)).toBe(0);
    expect(retrievedEach.slice(-10, -1)).toEqual(Array.from({ length: 9 }, () => null));
    expect(retrievedEach.at(-11)).toBe(2);
  });

  test("give the sums of a range", async () => {
    metrics.hear([
      placeOf("sign_ins_total/none"),
      1,
      placeOf("sign_ins_total/TLSv1.3"),
      9,
      placeOf("sign_in_failures_total/in-use"),
      2,
      placeOf("command_duration_seconds/RETR/0.001"),
      10,
      placeOf("retrieved_messages_total"),
      9,
    ]);
    clock.pass(1_000);
    await metrics.tick();
    const sums = await readSums(at.store, question("day"));
    expect(sums).toMatchObject({ signInCount: 10, cleartextCount: 1, refusedCount: 2, inUseCount: 2 });
    expect(sums.retrievalSuccess).toBeCloseTo(0.9);
  });

  test("are forgotten by age, each length by its own", async () => {
    await retrieved(2);
    clock.pass(27 * hourMs);
    await purgeMetrics(at.store);
    expect(await values(60)).toEqual([]);
    expect(await values(600)).toEqual([2]);
    clock.pass(101 * dayMs);
    await purgeMetrics(at.store);
    expect(await values(3600)).toEqual([]);
    expect(await values(86_400)).toEqual([2]);
    expect(await values(0)).toEqual([2]);
  });
});
