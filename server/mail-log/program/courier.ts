import type { Entry } from "../entry.ts";
import { type Row, rowsOf } from "../pattern/row.ts";
import type { MailProgram } from "./mail-program.ts";

const ann = { account: "ann@example.org", remoteIp: "192.0.2.7", service: "pop3" } as const;
const who = "user=ann@example.org, ip=[::ffff:192.0.2.7], port=[41822]";

/** A name may hold anything, so addresses are sought from the end, behind which only Courier's own figures stand. */
const rows = rowsOf([
  ...ending("LOGOUT", "disconnected", "ok"),
  ...ending("DISCONNECTED", "dropped", "failed"),
  ...ending("TIMEOUT", "timed-out", "failed"),
  ...ending("I/O error disconnect", "dropped", "failed"),
  {
    says: "LOGIN, user={account<}, ip=[{remoteIp}], port=[{}]",
    event: "signed-in",
    result: "ok",
    sample: `Nov 21 20:48:55 mail pop3d: LOGIN, ${who}`,
    gives: ann,
  },
  {
    says: "LOGIN, user={account<}, ip=[{remoteIp}], port=[{}], protocol={}",
    event: "signed-in",
    result: "ok",
    sample: `Nov 21 20:48:55 mail imapd-ssl: LOGIN, ${who}, protocol=IMAP`,
    gives: { ...ann, service: "imap", tls: "TLS" },
  },
  {
    says: "LOGIN, user={account<}, ip=[{remoteIp}], protocol={}", // courier-imap until 3
    event: "signed-in",
    result: "ok",
    sample: "Nov 21 20:48:55 mail courierpop3login: LOGIN, user=ann@example.org, ip=[::ffff:192.0.2.7], protocol=POP3",
    gives: ann,
  },
  {
    says: "LOGIN FAILED, user={account<}, ip=[{remoteIp}], port=[{}]",
    event: "sign-in-failed",
    result: "failed",
    sample: `Nov 21 20:48:55 mail pop3d-ssl: LOGIN FAILED, ${who}`,
    gives: { ...ann, tls: "TLS" },
  },
  {
    says: "LOGIN FAILED, user={account<}, ip=[{remoteIp}]",
    event: "sign-in-failed",
    result: "failed",
    sample: "Nov 21 20:48:55 mail pop3d: LOGIN FAILED, user=ann@example.org, ip=[::ffff:192.0.2.7]",
    gives: ann,
  },
  {
    says: "LOGIN FAILED, method={mechanism}, ip=[{remoteIp}], port=[{}]",
    event: "sign-in-failed",
    result: "failed",
    sample: "Nov 21 20:48:55 mail pop3d: LOGIN FAILED, method=PLAIN, ip=[::ffff:192.0.2.7], port=[41822]",
    gives: { remoteIp: "192.0.2.7", mechanism: "PLAIN", service: "pop3" },
  },
  {
    says: "LOGIN FAILED, ip=[{remoteIp}]",
    event: "sign-in-failed",
    result: "failed",
    sample: "Nov 21 20:48:55 mail pop3d: LOGIN FAILED, ip=[::ffff:192.0.2.7]",
    gives: { remoteIp: "192.0.2.7", service: "pop3" },
  },
  {
    says: "LOCKED, user={account<}, ip=[{remoteIp}], port=[{}]",
    event: "maildrop-locked",
    result: "refused",
    sample: `Nov 21 20:48:55 mail pop3d: LOCKED, ${who}`,
    gives: ann,
  },
  {
    says: "DELETED, user={account!}, ip=[{remoteIp}], port=[{}], filename={reason}",
    event: "removed",
    result: "ok",
    sample: `Nov 21 20:48:55 mail pop3d: DELETED, ${who}, filename=1795294135.M1P2.mail:2,S`,
    gives: { ...ann, reason: "1795294135.M1P2.mail:2,S" },
  },
  {
    says: "Connection, ip=[{remoteIp}], port=[{}]",
    event: "connected",
    sample: "Nov 21 20:48:55 mail pop3d: Connection, ip=[::ffff:192.0.2.7], port=[41822]",
    gives: { remoteIp: "192.0.2.7", service: "pop3" },
  },
  {
    says: "Connection, ip=[{remoteIp}]",
    event: "connected",
    sample: "Nov 21 20:48:55 mail pop3d: Connection, ip=[2001:db8::7]",
    gives: { remoteIp: "2001:db8::7", service: "pop3" },
  },
  ...["Disconnected", "LOGOUT"].flatMap((word): Row[] =>
    ["], port=[{}]", "]"].map((end) => ({
      says: `${word}, ip=[{remoteIp}${end}`,
      event: "disconnected-early",
      sample: `Nov 21 20:48:55 mail pop3d: ${word}, ip=[::ffff:192.0.2.7${end.replace("{}", "41822")}`,
      gives: { remoteIp: "192.0.2.7", service: "pop3" },
    })),
  ),
  {
    says: "Maximum connection limit reached for {remoteIp}",
    event: "sign-in-refused",
    result: "refused",
    sample: "Nov 21 20:48:55 mail pop3d: Maximum connection limit reached for ::ffff:192.0.2.7",
    gives: { remoteIp: "192.0.2.7", service: "pop3" },
  },
  {
    says: "couriertls: {reason}",
    event: "tls-failed",
    result: "failed",
    sample:
      "Nov 21 20:48:55 mail pop3d-ssl: couriertls: accept: error:14094412:SSL routines:ssl3_read_bytes:sslv3 alert bad certificate",
    gives: {
      service: "pop3",
      tls: "TLS",
      reason: "accept: error:14094412:SSL routines:ssl3_read_bytes:sslv3 alert bad certificate",
    },
  },
  {
    says: "chdir {reason}",
    event: "trouble",
    result: "failed",
    sample: "Nov 21 20:48:55 mail pop3d: chdir /srv/mail/ann: No such file or directory",
    gives: { service: "pop3", reason: "/srv/mail/ann: No such file or directory" },
  },
  {
    says: "modules={reason}",
    event: "started",
    sample: 'Nov 21 06:00:01 mail authdaemond: modules="authuserdb authpam", daemons=5',
    gives: { service: "auth", reason: '"authuserdb authpam", daemons=5' },
  },
  {
    says: "stopping authdaemond children",
    event: "stopped",
    sample: "Nov 21 06:00:01 mail authdaemond: stopping authdaemond children",
    gives: { service: "auth" },
  },
  {
    says: "Installing {}",
    event: "notice",
    sample: "Nov 21 06:00:01 mail authdaemond: Installing libauthuserdb",
    gives: { service: "auth" },
  },
  {
    says: "Installation complete: {}",
    event: "notice",
    sample: "Nov 21 06:00:01 mail authdaemond: Installation complete: authuserdb",
    gives: { service: "auth" },
  },
  {
    says: "failed to connect to {reason}",
    event: "sign-in-trouble",
    result: "deferred",
    sample:
      "Nov 21 20:48:55 mail authdaemond: failed to connect to mysql server (server=localhost, userid=mail): Connection refused",
    gives: { service: "auth", reason: "mysql server (server=localhost, userid=mail): Connection refused" },
  },
]);

/** Courier's pop3d, pop3login, imapd and authdaemond. */
export const courier: MailProgram = {
  name: "Courier",
  rows: rows.list,
  read(entry) {
    const { program, message } = entry;
    const row = rows.read(message.replace(/^(?:INFO|ERR|WARN|DEBUG): /, ""), entry);
    if (row === null) return null;
    entry.service = program.startsWith("auth") ? "auth" : program.includes("imap") ? "imap" : "pop3";
    if (program.endsWith("-ssl")) entry.tls = "TLS";
    return row;
  },
};

function ending(word: string, event: Row["event"], result: Row["result"]): Row[] {
  const gives = { ...ann, octets: 5600, seconds: 1 };
  const pop3 = `${word}, user={account<}, ip=[{remoteIp}], port=[{}], top={}, retr={}, rcvd={}, sent={octets}, time={seconds}`;
  const sample = `Nov 21 20:49:01 mail pop3d: ${word}, ${who}, top=0, retr=5402, rcvd=24, sent=5600, time=1`;
  return [
    {
      says: `${pop3}, stls=1`,
      event,
      result,
      also: encrypted,
      sample: `${sample}, stls=1`,
      gives: { ...gives, tls: "TLS" },
    },
    { says: pop3, event, result, sample, gives },
    {
      says: `${word}, user={account<}, ip=[{remoteIp}], top={}, retr={octets}, time={seconds}`, // courier-imap until 3
      event,
      result,
      sample: `Nov 21 20:49:01 mail pop3d: ${word}, user=ann@example.org, ip=[::ffff:192.0.2.7], top=0, retr=5402, time=1`,
      gives: { ...ann, octets: 5402, seconds: 1 },
    },
    {
      says: `${word}, user={account<}, ip=[{remoteIp}], port=[{}], headers={}, body={}, rcvd={}, sent={octets}, time={seconds}`,
      event,
      result,
      sample: `Nov 21 20:49:01 mail imapd: ${word}, ${who}, headers=0, body=0, rcvd=24, sent=329, time=1`,
      gives: { ...ann, service: "imap", octets: 329, seconds: 1 },
    },
  ];
}

function encrypted(entry: Entry): undefined {
  entry.tls = "TLS";
}
