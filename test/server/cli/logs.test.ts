import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cliJson, runCli } from "#test/support/run-cli.ts";

const lines = [
  "Dec 31 23:59:59 mail dovecot: pop3-login: Login: user=<zwölf@example.org>, method=PLAIN, rip=192.0.2.7, lip=198.51.100.2, mpid=4711, TLS, session=<nQ3hB1xEyqfAAAIH>",
  "Jan  1 00:00:01 mail postfix/qmgr[702]: 4XyZ1b2c3dz9: removed",
  "Jan  1 00:00:02 mail gadget[9]: value 17 of <a>",
  "Jan  1 00:00:03 mail gadget[9]: value 18 of <b>",
  "no line of any log",
];
let directory: string;
const path = (name: string) => join(directory, name);

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "popdesk-logs-"));
  writeFileSync(path("mail.log"), `${lines.join("\n")}\n`);
  writeFileSync(path("mail.log.1.gz"), gzipSync(`${lines.join("\n")}\n`));
  const half = gzipSync(Buffer.from(Array.from({ length: 30_000 }, (_, n) => `${n * 7919} ${lines[1]}`).join("\n")));
  writeFileSync(path("cut.gz"), half.subarray(0, half.length >> 1));
});
afterAll(() => rmSync(directory, { recursive: true }));

const parse = async (...argv: string[]) => {
  const { code, stdout, stderr } = await runCli({}, ["logs", "parse", ...argv]);
  return {
    code,
    stderr,
    rows: stdout
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line)),
  };
};

test.each(["mail.log", "mail.log.1.gz"])("logs parse prints each line of %s as one JSON object", async (name) => {
  const { code, rows } = await parse(path(name), "--zone", "Europe/Berlin", "--until", "2027-01-02");
  expect(code).toBe(0);
  expect(rows.map(({ raw }) => raw)).toEqual(lines);
  expect(rows[0]).toEqual({
    time: "2026-12-31T22:59:59.000Z",
    host: "mail",
    program: "dovecot",
    service: "pop3",
    event: "signed-in",
    result: "ok",
    account: "zwölf@example.org",
    remoteIp: "192.0.2.7",
    localIp: "198.51.100.2",
    tls: "TLS",
    mechanism: "PLAIN",
    sessionId: "nQ3hB1xEyqfAAAIH",
    raw: lines[0],
  });
  expect(rows[1]).toMatchObject({ time: "2026-12-31T23:00:01.000Z", event: "queue-removed", queueId: "4XyZ1b2c3dz9" });
  expect(rows[2]).toEqual({ time: "2026-12-31T23:00:02.000Z", host: "mail", program: "gadget", pid: 9, raw: lines[2] });
  expect(rows[4]).toEqual({ raw: lines[4] });
});

test("logs parse - reads standard input", async () => {
  const { stdout } = await runCli({}, ["logs", "parse", "-"], { stdin: `${lines[1]}\n` });
  expect(JSON.parse(stdout)).toMatchObject({ event: "queue-removed" });
});

test("logs coverage tells shares and the commonest shapes", async () => {
  const { total, shapes } = await cliJson<{ total: object; shapes: object[] }>({}, [
    "logs",
    "coverage",
    path("mail.log"),
  ]);
  expect(total).toEqual({ lineCount: 5, timeCount: 4, eventCount: 2, accountCount: 1, ipCount: 1 });
  expect(shapes[0]).toEqual({ program: "gadget", shape: "value # of <…>", count: 2, example: lines[2] });
  expect((await runCli({}, ["logs", "coverage", path("mail.log")])).stdout).toContain("40.0 %");
});

test("what cannot be read is refused with a sentence", async () => {
  expect(await runCli({}, ["logs", "parse", path("absent")])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("no file"),
  });
  expect(await runCli({}, ["logs", "parse", directory])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("is not a file"),
  });
  expect(await runCli({}, ["logs", "parse", "/dev/zero"])).toMatchObject({ code: 2 });
  expect(await runCli({}, ["logs", "parse", path("mail.log"), "--zone", "Mars/Base"])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("no time zone"),
  });
});

test("a packed file that is cut short gives what can be read of it, and says so", async () => {
  const { code, stderr, rows } = await parse(path("cut.gz"));
  expect(code).toBe(5);
  expect(stderr).toContain("cut short");
  expect(rows.length).toBeGreaterThan(10_000);
});

describe("logs explain", () => {
  const locked = "Nov 21 20:48:55 mail pop3d: LOCKED, user=ann@example.org, ip=[::ffff:192.0.2.7], port=[41822]";

  test.each([
    ["-ERR [IN-USE] Do you have another POP session running?", "code-in-use"],
    ["-ERR [AUTH] the address or the password is wrong", "wrong-password"],
    [locked, "maildrop-locked"],
  ])("%s", async (what, name) => {
    const { code, stdout } = await runCli({}, ["--json", "logs", "explain", what]);
    expect([code, JSON.parse(stdout).explanation.name]).toEqual([0, name]);
  });

  test("of a whole log, counted, the most frequent first; of nothing that is known, it says so", async () => {
    const stdin = `${locked}\n${lines[0]}\n${locked}\n`;
    const { stdout } = await runCli({}, ["logs", "explain", "-"], { stdin });
    expect(stdout).toMatch(/^2 × Another session has the maildrop/);
    const nothing = await runCli({}, ["logs", "explain", "nothing of the kind"]);
    expect([nothing.code, nothing.stdout]).toEqual([1, expect.stringMatching(/Nothing is known of such a line/)]);
  });
});
