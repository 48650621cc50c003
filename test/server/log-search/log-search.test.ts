import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exportLines } from "#server/log-search/export-lines.ts";
import { readLogContext } from "#server/log-search/read-context.ts";
import { readLogHistogram } from "#server/log-search/read-histogram.ts";
import { readLogPage } from "#server/log-search/read-page.ts";
import { type FilterQuery, type LogRow, readLogFilter } from "#server/log-search/schema.ts";
import { LogTail } from "#server/log-search/tail.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";
import { storeLines } from "#test/support/log-lines.ts";

const minuteMs = 60_000;
/** A whole hour some time ago, so that steps of the histogram begin with it. */
const startMs = Math.floor((Date.now() - 6 * 3_600_000) / 3_600_000) * 3_600_000;
const stamp = (ms: number) => new Date(ms).toISOString();

const login = (at: number, name: string, ip: string) =>
  `${stamp(at)} mail dovecot: pop3-login: Login: user=<${name}>, method=PLAIN, rip=${ip}, lip=192.0.2.1, mpid=4711, TLS, session=<s${at}>`;
const failed = (at: number, name: string, ip: string) =>
  `${stamp(at)} mail dovecot: pop3-login: Disconnected (auth failed, 3 attempts in 6 secs): user=<${name}>, method=PLAIN, rip=${ip}, lip=192.0.2.1, TLS, session=<f${at}>`;
const queueIdOf = (number: number) => `4XyZ${String(number).padStart(4, "0")}dz9`;
const queued = (at: number, id: string) =>
  `${stamp(at)} mail postfix/qmgr[702]: ${id}: from=<eve@example.com>, size=${1200 + (at % 7)}, nrcpt=1 (queue active)`;
const strange = (at: number) => `${stamp(at)} mail gadget[7]: the moon is full`;

/** Four lines a minute for two hours, with a gap of half an hour between the hours. */
const lines = Array.from({ length: 120 }, (_, minute) => {
  const at = startMs + minute * minuteMs + (minute < 60 ? 0 : 30 * minuteMs);
  return [
    login(at, minute % 10 === 0 ? "Ann@Example.org" : `user${minute % 7}@example.org`, `192.0.2.${minute % 5}`),
    failed(at + 1000, "bob@example.org", "198.51.100.9"),
    queued(at + 2000, queueIdOf(minute)),
    strange(at + 3000),
  ];
}).flat();

const asked = (query: FilterQuery) => {
  const { filter, problems } = readLogFilter(query);
  expect(problems).toEqual([]);
  return filter;
};

describe.each(engines)("stored lines on %s", (engine) => {
  let data: TestStore;
  let sourceId = 0;
  beforeAll(async () => {
    data = await freshStore(engine);
    ({ sourceId } = await storeLines(data.store, lines));
  });
  afterAll(() => data?.close());

  const all = async (query: FilterQuery, size = 37): Promise<LogRow[]> => {
    const rows: LogRow[] = [];
    for (let before: number | null = null; ; ) {
      const page = await readLogPage(data.store, { filter: asked(query), before, after: null, size });
      rows.push(...page.rows);
      if (page.olderBefore === null) return rows;
      before = page.olderBefore;
    }
  };

  test("come page by page, newest first, each once", async () => {
    const rows = await all({});
    expect(rows.map(({ raw }) => raw)).toEqual([...lines].reverse());
    const [oldest] = rows.slice(-1);
    const first = await readLogPage(data.store, { filter: asked({}), before: null, after: oldest?.id ?? 0, size: 5 });
    expect(first.rows.map(({ raw }) => raw)).toEqual(lines.slice(1, 6).reverse());
    expect(first.hasNewer).toBe(true);
  });

  test.each<[string, FilterQuery, (line: string, index: number) => boolean]>([
    ["account, in any case", { account: "ANN@example.org" }, (line) => line.includes("Ann@Example.org")],
    ["IP address", { remoteIp: "198.51.100.9" }, (line) => line.includes("198.51.100.9")],
    ["event", { event: "signed-in" }, (line) => line.includes("Login:")],
    ["two events", { event: ["signed-in", "queued"] }, (line) => /Login:|qmgr/.test(line)],
    ["no event", { event: "none" }, (line) => line.includes("gadget")],
    ["not an event; lines without one count", { "not.event": "signed-in" }, (line) => !line.includes("Login:")],
    ["queue id", { queueId: queueIdOf(17) }, (line) => line.includes(`${queueIdOf(17)}:`)],
    ["a number", { octets: "1203" }, (line) => line.includes("size=1203")],
    ["a range of numbers", { octets: "1204.." }, (line) => /size=120[4-9]/.test(line)],
    ["not a number", { "not.octets": "..1203", program: "postfix/qmgr" }, (line) => /size=120[4-9]/.test(line)],
    ["program and result", { service: "pop3", result: "failed" }, (line) => line.includes("auth failed")],
    ["a word", { text: "moon" }, (line) => line.includes("moon")],
    ["words in any order", { text: "full MOON" }, (line) => line.includes("moon")],
    ["a phrase", { text: '"moon is full"' }, (line) => line.includes("moon")],
    ["a phrase in the wrong order", { text: '"full moon"' }, () => false],
    [
      "an address as a word, with a field",
      { text: "bob@example.org", result: "failed" },
      (line) => line.includes("bob@"),
    ],
    ["a field and a word", { account: "bob@example.org", text: "attempts" }, (line) => line.includes("bob@")],
    ["a text without a word", { text: "--" }, () => false],
    ["machine", { host: "mail", program: "gadget" }, (line) => line.includes("gadget")],
    [
      "account and IP address",
      { account: "user3@example.org", remoteIp: "192.0.2.3" },
      (line) => line.includes("<user3@example.org>") && line.includes("rip=192.0.2.3"),
    ],
  ])("are found by %s", async (_name, query, isMeant) => {
    const rows = await all(query, 11);
    expect(rows.map(({ raw }) => raw)).toEqual(lines.filter(isMeant).reverse());
  });

  test("are found by source and by a range of time", async () => {
    const from = startMs + 10 * minuteMs;
    const rows = await all({ source: String(sourceId), from: String(from), until: String(from + minuteMs) });
    expect(rows.map(({ raw }) => raw)).toEqual(lines.slice(40, 44).reverse());
    expect(await all({ source: String(sourceId + 1) })).toEqual([]);
  });

  test("looking stops when patience ends, and goes on from there", async () => {
    const filter = asked({ pid: "99999999" });
    const page = await readLogPage(data.store, { filter, before: null, after: null, size: 5, patienceMs: -1 });
    // So few lines are one piece.
    expect(page).toMatchObject({ rows: [], olderBefore: null, isStopped: false });
  });

  test("are counted by step: by result from the minutes, by anything else from an index; a gap where no line is", async () => {
    const range = { from: String(startMs), until: String(startMs + 150 * minuteMs) };
    const whole = await readLogHistogram(data.store, asked(range));
    expect(whole).toMatchObject({ fromMs: startMs, stepMs: 2 * minuteMs, count: 75, countedFromMs: startMs });
    const by = Object.fromEntries((whole?.lines ?? []).map(({ result, values }) => [result, values]));
    expect(by.failed?.slice(0, 2)).toEqual([2, 2]);
    expect(by.failed?.slice(30, 45)).toEqual(Array.from({ length: 15 }, () => null));
    expect([by[""]?.[0], by.ok?.[0]]).toEqual([2, 4]);
    for (const query of [
      { account: "bob@example.org" },
      { account: "bob@example.org", text: "attempts" },
      { text: "attempts" },
    ]) {
      const one = await readLogHistogram(data.store, asked({ ...range, ...query }), 60_000);
      expect(one?.lines).toEqual([{ result: "matching", values: by.failed }]);
    }
    const failures = await readLogHistogram(data.store, asked({ ...range, result: "failed" }));
    expect(failures?.lines.map(({ result }) => result)).toEqual(["failed"]);
    const others = await readLogHistogram(data.store, asked({ ...range, "not.result": "failed" }));
    expect(others?.lines.map(({ result }) => result)).toEqual(["", "ok", "deferred", "refused"]);
  });

  test("have their neighbours beside them, and what belongs together", async () => {
    const [row] = await all({ queueId: queueIdOf(17) });
    if (row === undefined) throw new Error("no line");
    const context = await readLogContext(data.store, row, 3);
    const at = lines.indexOf(row.raw);
    expect(context.around.map(({ raw }) => raw)).toEqual(lines.slice(at - 3, at + 4));
    expect(context.queue.map(({ raw }) => raw)).toEqual([row.raw]);
    expect(context.session).toEqual([]);
  });

  test("are counted as far as patience goes, the newest first", async () => {
    const range = { from: String(startMs), until: String(startMs + 150 * minuteMs), account: "bob@example.org" };
    const none = await readLogHistogram(data.store, asked({ ...range, text: "attempts" }), -1);
    // So few lines are one piece, and that one is counted.
    expect(none?.countedFromMs).toBe(startMs);
  });

  test("are exported, whole and one by one", async () => {
    const ndjson = await joined(exportLines(data.store, asked({ event: "queued" }), "ndjson"));
    const objects = ndjson
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(objects).toHaveLength(120);
    expect(objects[0]).toMatchObject({ event: "queued", queueId: queueIdOf(119), sender: "eve@example.com" });
    const csv = await joined(exportLines(data.store, asked({}), "csv"));
    expect(csv.startsWith("\ufefftime,host,program,")).toBe(true);
    expect(csv.trimEnd().split("\r\n")).toHaveLength(1 + lines.length);
  });
});

describe.each(engines)("new lines on %s", (engine) => {
  test("are told once, also those that come a little late; and paging meanwhile doubles none", async () => {
    const data = await freshStore(engine);
    const now = Date.now();
    await storeLines(data.store, [strange(now - 5000), strange(now - 4000)]);
    const page = await readLogPage(data.store, { filter: asked({}), before: null, after: null, size: 1 });
    const tail = new LogTail(data.store, asked({}), page.rows[0]?.id ?? 0);
    expect(await tail.next()).toEqual({ rows: [], isCut: false });
    await storeLines(data.store, [strange(now - 1000)]);
    expect((await tail.next()).rows.map(({ atMs }) => atMs)).toEqual([now - 1000]);
    expect(await tail.next()).toEqual({ rows: [], isCut: false });
    // Another source, read a moment later, has older lines.
    await storeLines(data.store, [queued(now - 2000, queueIdOf(500))], {
      sourceName: "other",
      path: "/var/log/other.log",
    });
    expect((await tail.next()).rows.map(({ fields }) => fields.queueId)).toEqual([queueIdOf(500)]);
    const narrow = new LogTail(data.store, asked({ queueId: queueIdOf(500) }), 0);
    expect((await narrow.next()).rows).toHaveLength(1);

    const rest = await readLogPage(data.store, { filter: asked({}), before: page.olderBefore, after: null, size: 10 });
    expect(rest.rows.map(({ atMs }) => atMs)).toEqual([now - 5000]);
    await data.close();
  });
});

async function joined(pieces: AsyncGenerator<string>): Promise<string> {
  let text = "";
  for await (const piece of pieces) text += piece;
  return text;
}
