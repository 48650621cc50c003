import { expect, test } from "vitest";
import { LineParser } from "#server/mail-log/parse-line.ts";

const parser = new LineParser({ zone: "UTC", referenceMs: Date.parse("2026-11-22T00:00:00Z") });
const login = "rip=192.0.2.7, lip=198.51.100.2, TLS, session=<JEiXgtBgDIF/AAAB>";

/** Lines of Dovecot 2.3.19 that was driven by hand, by its own file: what they mean, not only that a row fits. */
test.each([
  [
    `pop3-login: Info: Disconnected: Connection closed (no auth attempts in 0 secs): user=<>, ${login}`,
    "disconnected-early",
  ],
  [
    `pop3-login: Info: Disconnected: Aborted login by logging out (no auth attempts in 0 secs): user=<>, ${login}`,
    "disconnected-early",
  ],
  [
    `pop3-login: Info: Disconnected: Aborted login by logging out (auth failed, 1 attempts in 6 secs): user=<a>, method=PLAIN, ${login}`,
    "sign-in-failed",
  ],
  [
    `pop3-login: Info: Disconnected: Aborted login by logging out (sent invalid base64 in response): user=<>, method=PLAIN, ${login}`,
    "bad-command",
  ],
  [
    `pop3-login: Info: Disconnected: Aborted login by logging out (tried to use unsupported auth mechanism): user=<>, ${login}`,
    "sign-in-refused",
  ],
  [
    `pop3-login: Info: Disconnected: Disconnected: Too many bad commands (no auth attempts in 0 secs): user=<>, ${login}`,
    "bad-command",
  ],
  [`pop3-login: Info: Disconnected: Inactivity (no auth attempts in 180 secs): user=<>, ${login}`, "timed-out"],
  [
    `pop3-login: Info: Disconnected: Internal login failure (pid=21586 id=1): user=<ann>, method=PLAIN, ${login}`,
    "sign-in-trouble",
  ],
  ["pop3(ann)<1><s>: Info: Disconnected: Connection closed top=0/0, retr=0/0, del=0/1, size=307", "dropped"],
  ["pop3(ann)<1><s>: Info: Disconnected: Too many bad commands. top=0/0, retr=0/0, del=0/1, size=307", "bad-command"],
  ["lmtp(4711): Warning: Killed with signal 15 (by pid=1 uid=0 code=kill)", "stopped"],
])("%s", (message, event) => {
  expect(parser.parse(`Nov 21 20:48:55 ${message}`).event).toBe(event);
});

test("who has not said a name yet has none", () => {
  const entry = parser.parse(
    "Nov 21 20:48:55 auth: Info: plain(?,192.0.2.7,<4PqWgtBgBIF/AAAB>): Username character disallowed by auth_username_chars: 0x3e (username: x>,rip=203.0.113.66,)",
  );
  expect([entry.event, entry.account, entry.remoteIp]).toEqual(["sign-in-failed", "", "192.0.2.7"]);
});
