import type { Entry } from "../../entry.ts";
import { dovecotParts } from "../../frame/dovecot-head.ts";
import { type Row, type Rows, rowsOf } from "../../pattern/row.ts";
import type { MailProgram } from "../mail-program.ts";
import { authRows } from "./auth-rows.ts";
import { deliveryRows } from "./delivery-rows.ts";
import { takeLoginElements } from "./login-elements.ts";
import { loginRows } from "./login-rows.ts";
import { takeLookup, takePart } from "./part.ts";
import { sessionRows } from "./session-rows.ts";

const masterRows = rowsOf([
  {
    says: "Dovecot {} starting up{}",
    event: "started",
    sample:
      "Nov 21 06:00:01 mail dovecot: master: Dovecot v2.3.19.1 (9b53102964) starting up for pop3, lmtp (core dumps disabled)",
    gives: { service: "system" },
  },
  {
    says: "SIGHUP received{}",
    event: "reloaded",
    sample: "Nov 21 06:00:01 mail dovecot: master: Warning: SIGHUP received - reloading configuration",
    gives: { service: "system" },
  },
  {
    says: "service({}): process_limit ({}) reached{}",
    event: "trouble",
    also: (entry, message) => {
      entry.reason = message;
    },
    sample:
      "Nov 21 06:00:01 mail dovecot: master: Warning: service(pop3-login): process_limit (100) reached, client connections are being dropped",
    gives: {
      service: "system",
      reason: "service(pop3-login): process_limit (100) reached, client connections are being dropped",
    },
  },
]);

/** What any part may say. */
const anyRows = rowsOf([
  {
    says: "Killed with signal {reason}",
    event: "stopped",
    sample: "Nov 21 06:00:01 mail dovecot: master: Warning: Killed with signal 15 (by pid=1 uid=0 code=kill)",
    gives: { service: "system", reason: "15 (by pid=1 uid=0 code=kill)" },
  },
  {
    says: "fd limit (ulimit -n) is lower than required {}",
    event: "trouble",
    also: (entry, message) => {
      entry.reason = message;
    },
    sample:
      "Nov 21 06:00:01 mail dovecot: master: Warning: fd limit (ulimit -n) is lower than required under max. load (1024 < 30000), because of default_client_limit",
    gives: {
      service: "system",
      reason:
        "fd limit (ulimit -n) is lower than required under max. load (1024 < 30000), because of default_client_limit",
    },
  },
  {
    says: "Shutting down logging for '{}' with {} clients",
    event: "stopped",
    sample: "Nov 21 06:00:01 mail dovecot: log(4711): Warning: Shutting down logging for 'lmtp: ' with 2 clients",
    gives: { service: "system" },
  },
]);

/** Of any part, told by how bad it is: what stands behind "Error: " and the like, where no row knows it. */
const troubleRow: Row = {
  says: "{reason}",
  event: "trouble",
  sample:
    "Nov 21 20:49:01 mail dovecot: lmtp(ann@example.org)<4711><qJ5hAlLSBGB7EgAA0J78UA>: Error: opendir(/srv/mail/ann/cur) failed: Permission denied",
  gives: {
    account: "ann@example.org",
    sessionId: "qJ5hAlLSBGB7EgAA0J78UA",
    service: "lmtp",
    reason: "opendir(/srv/mail/ann/cur) failed: Permission denied",
  },
};
const troubles = rowsOf([troubleRow]);

const rowsOfService: Partial<Record<Entry["service"], Rows>> = {
  pop3: sessionRows,
  imap: sessionRows,
  sieve: sessionRows,
  submission: sessionRows,
  lmtp: deliveryRows,
  local: deliveryRows,
  auth: authRows,
  system: masterRows,
};

/** Dovecot 2.2 to 2.4, by syslog or its own file. */
export const dovecot: MailProgram = {
  name: "Dovecot",
  rows: [
    ...loginRows.list,
    ...sessionRows.list,
    ...deliveryRows.list,
    ...authRows.list,
    ...masterRows.list,
    ...anyRows.list,
    troubleRow,
  ],
  read(entry) {
    const part = takePart(entry);
    if (part === null) return null;
    entry.service = dovecotParts.get(part.name) ?? "system";
    let { text } = part;
    const isLogin = part.name.endsWith("-login");
    if (isLogin) text = takeLoginElements(text, entry);
    else if (entry.service === "auth") text = takeLookup(text, entry);
    const rows = isLogin ? loginRows : rowsOfService[entry.service];
    return rows?.read(text, entry) ?? anyRows.read(text, entry) ?? (part.isTrouble ? troubles.read(text, entry) : null);
  },
};
