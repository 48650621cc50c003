import { describe, expect, test } from "vitest";
import { fieldsOf } from "#server/mail-log/entry.ts";
import { LineParser } from "#server/mail-log/parse-line.ts";
import { mailPrograms } from "#server/mail-log/program/programs.ts";

/** What strangers may write into logs: names, Message-IDs, hosts, reasons. None of it may pass for Popdesk's own facts. */
function parse(line: string) {
  return fieldsOf(new LineParser({ zone: "UTC", referenceMs: Date.parse("2026-11-22T00:00:00Z") }).parse(line));
}

const forgedLogin = "x>, method=PLAIN, rip=203.0.113.66, lip=203.0.113.67, TLS, session=<forged>";

test("Dovecot: a name that goes on like the line does", () => {
  const end = "method=PLAIN, rip=192.0.2.7, lip=198.51.100.2, session=<wz3hB1xE5qfAAAIH>";
  const fields = parse(
    `Nov 21 20:48:55 mail dovecot: pop3-login: Disconnected: Connection closed (auth failed, 1 attempts in 2 secs): user=<${forgedLogin}>, ${end}`,
  );
  expect(fields).toMatchObject({
    event: "sign-in-failed",
    account: forgedLogin,
    remoteIp: "192.0.2.7",
    sessionId: "wz3hB1xE5qfAAAIH",
  });
});

test("Dovecot: what an administrator added behind the elements, and a client filled", () => {
  const { remoteIp, sessionId } = parse(
    "Nov 21 20:48:55 mail dovecot: imap-login: Login: user=<ann>, method=PLAIN, rip=192.0.2.7, lip=198.51.100.2, session=<a>, id=x, rip=203.0.113.66, lip=203.0.113.67, session=<forged>",
  );
  expect([remoteIp, sessionId]).not.toContain("192.0.2.7");
  expect(remoteIp === undefined || remoteIp === "192.0.2.7" || sessionId !== "a").toBe(true);
});

test("Dovecot: a name in auth's words, and a password that is repeated", () => {
  const fields = parse(
    "Nov 21 20:48:54 mail dovecot: auth: sql(x,203.0.113.66,<forged>): unknown user,192.0.2.7,<real>): Password mismatch",
  );
  expect(fields).toMatchObject({ event: "sign-in-failed" });
  expect([fields.account, fields.remoteIp]).toEqual([undefined, undefined]);
  const repeated = parse(
    "Nov 21 20:48:54 mail dovecot: auth: sql(bob,192.0.2.7,<real>): Password mismatch (given password: z,203.0.113.66,<forged>): unknown user",
  );
  expect(repeated.remoteIp).not.toBe("203.0.113.66");
  expect(JSON.stringify(repeated)).not.toContain("given password");
});

test("Dovecot: a Message-ID that says where it was saved", () => {
  const fields = parse(
    "Nov 21 20:48:50 mail dovecot: lmtp(ann@example.org)<1><s>: msgid=<x>: saved mail to Evil: save failed to INBOX: Quota exceeded",
  );
  expect(fields.event).not.toBe("stored");
  expect(fields.account).toBe("ann@example.org");
});

test("Postfix: a HELO, a sender and a recipient that go on like the line does", () => {
  const real = parse(
    'Nov 21 20:48:50 mail postfix/smtpd[812]: NOQUEUE: reject: RCPT from client.example.net[192.0.2.7]: 554 5.7.1 <ann@example.org>: Relay access denied; from=<"a> to=<b@x> proto=ESMTP helo=<y>"@example.com> to=<ann@example.org> proto=ESMTP helo=<[203.0.113.66]:>',
  );
  expect(real).toMatchObject({ event: "mail-refused", remoteIp: "192.0.2.7" });
  expect([real.sender, real.account]).toEqual([undefined, undefined]);
});

test("Postfix: a recipient that brings its own delivery", () => {
  const quoted = parse(
    'Nov 21 20:48:51 mail postfix/smtp[819]: 4XyZ1b2c3dz9: to=<"x>, relay=evil[203.0.113.66]:25, delay=0, dsn=2.0.0, status=sent (y"@example.org>, relay=mx.example.org[192.0.2.25]:25, delay=1, delays=0/0/0/1, dsn=5.1.1, status=bounced (no such user)',
  );
  expect(quoted).toMatchObject({ event: "delivery-failed", remoteIp: "192.0.2.25", dsn: "5.1.1" });
  const unquoted = parse(
    "Nov 21 20:48:51 mail postfix/smtp[819]: 4XyZ1b2c3dz9: to=<x>, relay=evil[203.0.113.66]:25, delay=0, dsn=2.0.0, status=sent (y)@example.org>, relay=mx.example.org[192.0.2.25]:25, delay=1, delays=0/0/0/1, dsn=5.1.1, status=bounced (no such user)",
  );
  expect(unquoted.event).not.toBe("delivered");
  expect(unquoted.remoteIp).not.toBe("203.0.113.66");
  expect(unquoted.queueId).toBe("4XyZ1b2c3dz9");
});

test("Postfix: another server's answer that looks like a delivery", () => {
  const fields = parse(
    "Nov 21 20:48:51 mail postfix/smtp[819]: 4XyZ1b2c3dz9: to=<ann@example.org>, relay=mx.example.org[192.0.2.25]:25, delay=1, delays=0/0/0/1, dsn=5.1.1, status=bounced (host said: 550 x>, relay=evil[203.0.113.66]:25, delay=0, dsn=2.0.0, status=sent (ok)",
  );
  expect(fields.remoteIp).not.toBe("203.0.113.66");
  expect(fields.event).not.toBe("delivered");
});

test("Postfix: a header with a client's address in it", () => {
  const fields = parse(
    "Nov 21 20:48:50 mail postfix/cleanup[815]: 4XyZ1b2c3dz9: reject: header Subject: win from good[203.0.113.66]; from=<a> from client.example.net[192.0.2.7]; from=<eve@example.com> to=<ann@example.org> proto=ESMTP helo=<x>: 5.7.1 spam",
  );
  expect(fields).toMatchObject({ event: "mail-refused", queueId: "4XyZ1b2c3dz9" });
  expect([fields.remoteIp, fields.sender]).toEqual([undefined, undefined]);
});

const forgedIp = "203.0.113.66";

/** Texts of a row's sample that a stranger may have written, each going on like the line itself does, with another address. */
function forgeries({ sample, gives }: { sample: string; gives: { [name: string]: unknown } }): [string, string][] {
  const addresses = [gives.remoteIp, gives.localIp].filter((ip) => typeof ip === "string");
  return ["account", "sender", "messageId", "reason"].flatMap((field): [string, string][] => {
    const text = gives[field];
    const at = typeof text === "string" ? sample.lastIndexOf(text) : -1;
    if (typeof text !== "string" || at < 0 || addresses.length === 0) return [];
    const forge = (part: string) =>
      addresses.reduce((forged: string, ip) => forged.replaceAll(ip as string, forgedIp), part);
    const before = sample.slice(0, at);
    const behind = sample.slice(at + text.length);
    const message = sample.slice(sample.indexOf(": ") + 2);
    return [
      [`${field} goes on like the line`, before + text + forge(behind) + behind],
      [`${field} begins like the line`, before + forge(message) + text + behind],
      [`${field} is the whole line`, before + text + forge(message) + behind],
    ];
  });
}

describe.each(mailPrograms.filter(({ rows }) => rows.some((row) => forgeries(row).length > 0)))("$name", ({ rows }) => {
  test.each(rows.flatMap((row) => forgeries(row).map(([name, line]) => ({ name: `${row.says}: ${name}`, line }))))(
    "$name",
    ({ line }) => {
      const fields = parse(line);
      expect([fields.remoteIp, fields.localIp]).not.toContain(forgedIp);
    },
  );
});

test("JSON of Popdesk's own log: a name with quotes in it", () => {
  const line = JSON.stringify({
    level: 30,
    time: "2026-11-21T20:48:55.120Z",
    pid: 1,
    name: "pop3",
    event: "session-end",
    remoteIp: "192.0.2.7",
    account: `x","remoteIp":"${forgedIp}`,
  });
  expect(parse(line)).toMatchObject({ remoteIp: "192.0.2.7", account: `x","remoteIp":"${forgedIp}` });
});
