import { expect, test } from "vitest";
import { Coverage } from "#server/mail-log/coverage.ts";
import { longestLine } from "#server/mail-log/lines.ts";
import { LineParser } from "#server/mail-log/parse-line.ts";
import { mailPrograms } from "#server/mail-log/program/programs.ts";

const parser = new LineParser({ zone: "UTC", referenceMs: Date.parse("2026-11-22T00:00:00Z") });

/** Of each sample, lines as long as lines get: its words, its whole end, and marks of structure, over and over. */
function* longLines(sample: string, at: number): Generator<string> {
  const words = [...sample.matchAll(/\S+ /g)].slice(3);
  const { index, 0: word } = words[at % words.length] ?? { index: sample.length, 0: "x " };
  const behind = sample.slice(index);
  for (const part of [word, behind || "x", behind.slice(0, 3) || "x", "[", '"', " H=", "(", ", "]) {
    yield sample.slice(0, index) + part.repeat(Math.ceil(longestLine / part.length)).slice(0, longestLine) + behind;
  }
}

test("no line takes longer than its length explains, whatever it repeats", { timeout: 120_000 }, () => {
  const coverage = new Coverage();
  let slowest = { ms: 0, line: "" };
  for (const { rows } of mailPrograms) {
    for (const [at, { sample }] of rows.entries()) {
      for (const line of longLines(sample, at)) {
        const before = process.cpuUsage();
        coverage.add(parser.parse(line), line);
        const ms = process.cpuUsage(before).user / 1000;
        if (ms > slowest.ms) slowest = { ms, line: line.slice(0, 200) };
      }
    }
  }
  // Going back over 64 kB would take minutes; a collection of garbage in between takes tens of milliseconds.
  expect(slowest.ms, slowest.line).toBeLessThan(500);
});

test("binary garbage is kept as it is, and nothing is made of it", () => {
  let state = 7;
  for (let n = 0; n < 2000; n += 1) {
    const octets = Buffer.from(
      Array.from({ length: 200 }, () => {
        state = (Math.imul(state, 1103515245) + 12345) | 0;
        return (state >>> 16) & 255;
      }),
    );
    const line = octets.toString("latin1").replaceAll("\n", " ");
    expect(parser.parse(line)).toMatchObject({ event: "", account: "" });
  }
});

test.each([
  "{",
  '{"MESSAGE":null}',
  '{"MESSAGE":[1,2,"x"],"__REALTIME_TIMESTAMP":"x"}',
  '{"level":30,"time":"never","name":"pop3","event":5}',
  "<",
  "<34>1 ",
  '<34>1 2026-11-21T20:48:55Z host app 1 id [x y="]',
  "@4000",
  "Nov 21 20:48:55",
  "Nov 21 20:48:55 ",
  "Nov 21 20:48:55 mail",
  "Nov 21 20:48:55 mail postfix/smtpd[1]:",
  "Nov 21 20:48:55 mail dovecot: pop3-login: ",
  "Nov 21 20:48:55 mail dovecot: pop3(",
  "2026-11-21 20:48:55",
])("%s is half a line and no trouble", (line) => {
  expect(parser.parse(line).event).toBe("");
});

test("the forms lines come in", () => {
  const message = "connect from client.example.net[192.0.2.7]";
  const at = (line: string) => {
    const { timeMs, host, program, pid, event, remoteIp } = parser.parse(line);
    return [new Date(timeMs).toISOString(), host, program, pid, event, remoteIp];
  };
  const same = ["2026-11-21T20:48:55.000Z", "mail", "postfix/smtpd", 812, "connected", "192.0.2.7"];
  expect(at(`Nov 21 20:48:55 mail postfix/smtpd[812]: ${message}`)).toEqual(same);
  expect(at(`<22>Nov 21 20:48:55 mail postfix/smtpd[812]: ${message}`)).toEqual(same);
  expect(at(`2026-11-21T21:48:55+01:00 mail postfix/smtpd[812]: ${message}`)).toEqual(same);
  expect(at(`<22>1 2026-11-21T20:48:55Z mail postfix/smtpd 812 - - ${message}`)).toEqual(same);
  expect(
    at(`<22>1 2026-11-21T20:48:55Z mail postfix/smtpd 812 id [a b="x\\"] y"][c] \u00ef\u00bb\u00bf${message}`),
  ).toEqual(same);
  expect(
    at(
      JSON.stringify({
        __REALTIME_TIMESTAMP: "1795294135000000",
        _HOSTNAME: "mail",
        SYSLOG_IDENTIFIER: "postfix/smtpd",
        _PID: "812",
        MESSAGE: [...Buffer.from(message)],
      }),
    ),
  ).toEqual(same);
});
