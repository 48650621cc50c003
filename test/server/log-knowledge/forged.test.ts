import { expect, test } from "vitest";
import { explainEntry } from "#server/log-knowledge/explain-entry.ts";
import { knowledge } from "#server/log-knowledge/knowledge.ts";
import { fieldsOf } from "#server/mail-log/entry.ts";
import { LineParser } from "#server/mail-log/parse-line.ts";

function nameOf(line: string): string | undefined {
  const parser = new LineParser({ zone: "UTC", referenceMs: Date.parse("2026-11-22T00:00:00Z") });
  return explainEntry(fieldsOf(parser.parse(line)))?.name;
}

/** What somebody might type as a user name, so that the line is explained as something else. */
const forged = [
  "SSL_accept() failed: error:0A000412:SSL routines::sslv3 alert bad certificate: SSL alert number 42",
  "Maximum number of connections from user+IP exceeded",
  "write(/x) failed: No space left on device",
  "Password query failed: x",
  "Quota exceeded (mailbox for user is full)",
];

test.each(forged)("a user name %s does not pass for it", (name) => {
  const dovecot = nameOf(
    `Nov 21 20:48:55 mail dovecot: pop3-login: Disconnected: Connection closed (auth failed, 1 attempts in 2 secs): user=<${name}>, method=PLAIN, rip=192.0.2.7, lip=198.51.100.2, session=<wz3hB1xE5qfAAAIH>`,
  );
  const courier = nameOf(`Nov 21 20:48:55 mail pop3d: LOGIN FAILED, user=${name}, ip=[::ffff:192.0.2.7], port=[41822]`);
  const vpopmail = nameOf(`Nov 21 20:48:55 mail vpopmail[1]: vchkpw-pop3: password fail ${name}:192.0.2.7`);
  expect([dovecot, courier, vpopmail]).toEqual(["sign-in-failed", "sign-in-failed", "sign-in-failed"]);
});

test("another server's sentence does not pass for trouble here", () => {
  const deferred = (said: string) =>
    nameOf(
      `Nov 21 20:48:51 mail postfix/smtp[819]: 4XyZ1b2c3dz9: to=<ann@example.net>, relay=mx.example.net[192.0.2.25]:25, delay=1, delays=0/0/0/1, dsn=4.0.0, status=deferred (host mx.example.net[192.0.2.25] said: 421 ${said} (in reply to RCPT TO command))`,
    );
  expect(deferred("connect to x: Connection refused")).toBe("delivery-deferred");
  expect(deferred("Host or domain name not found. Name service error for name=x")).toBe("delivery-deferred");
  expect(deferred("/srv/mail: No space left on device")).toBe("delivery-deferred");
});

test("no pattern takes more than linear time, whatever the line", () => {
  const reason = "x: SSL alert number 4 ".repeat(50_000);
  const started = performance.now();
  for (const event of ["tls-failed", "trouble", "delivery-deferred", "mail-refused"]) {
    explainEntry({ program: "dovecot", event, reason });
    explainEntry({ program: "popdesk", event, reason });
  }
  expect(performance.now() - started).toBeLessThan(2_000);
  expect(knowledge.length).toBeGreaterThan(100);
});
