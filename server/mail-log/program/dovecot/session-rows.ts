import { numberOf } from "../../pattern/values.ts";
import type { Entry } from "../../entry.ts";
import { type Row, rowsOf } from "../../pattern/row.ts";

const ann = { account: "ann@example.org", sessionId: "nQ3hB1xEyqfAAAIH" } as const;

/** What pop3 and imap processes say of a session, which is over with most of it. */
const list: Row[] = [
  {
    says: "Disconnected: {} top={}, retr={}, del={}, size={}",
    event: "disconnected",
    result: "ok",
    also: readEnd,
    sample:
      "Nov 21 20:49:01 mail dovecot: pop3(ann@example.org)<4711><nQ3hB1xEyqfAAAIH>: Disconnected: Logged out top=0/0, retr=2/5402, del=1/12, size=81231",
    gives: {
      ...ann,
      service: "pop3",
      octets: 5402,
      retrievedCount: 2,
      removedCount: 1,
      messageCount: 12,
      reason: "Logged out",
    },
  },
  {
    says: "Disconnected: {} in={}, out={}, {}",
    event: "disconnected",
    result: "ok",
    also: readEnd,
    sample:
      "Nov 21 20:49:01 mail dovecot: pop3(ann@example.org)<4711><nQ3hB1xEyqfAAAIH>: Disconnected: Connection closed in=120, out=5502, retr=1/5402, del=0/12",
    gives: {
      ...ann,
      service: "pop3",
      event: "dropped",
      result: "failed",
      octets: 5502,
      retrievedCount: 1,
      removedCount: 0,
      messageCount: 12,
      reason: "Connection closed",
    },
  },
  {
    says: "Disconnected: {} in={} out={} {}",
    event: "disconnected",
    result: "ok",
    also: readEnd,
    sample:
      "Nov 21 20:49:01 mail dovecot: imap(ann@example.org)<4711><nQ3hB1xEyqfAAAIH>: Disconnected: Logged out in=305 out=1923 deleted=0 expunged=3 trashed=0 hdr_count=0 hdr_bytes=0 body_count=1 body_bytes=812",
    gives: { ...ann, service: "imap", octets: 1923, removedCount: 3, reason: "Logged out" },
  },
  {
    says: "Disconnected: {} in={} out={}",
    event: "disconnected",
    result: "ok",
    also: readEnd,
    sample: "Nov 21 20:49:01 mail dovecot: imap(ann@example.org): Disconnected: Logged out in=305 out=1923",
    gives: { account: "ann@example.org", service: "imap", octets: 1923, reason: "Logged out" },
  },
  {
    says: "Connection closed{} in={} out={}",
    event: "dropped",
    also: readEnd,
    sample:
      "Nov 21 20:49:01 mail dovecot: imap(ann@example.org)<4711><nQ3hB1xEyqfAAAIH>: Connection closed (IDLE running for 0.001 + waiting input for 3.2 secs) in=305 out=1923",
    gives: {
      ...ann,
      service: "imap",
      result: "failed",
      octets: 1923,
      reason: "Connection closed (IDLE running for 0.001 + waiting input for 3.2 secs)",
    },
  },
  {
    says: "Connection closed{} top={}, retr={}, del={}, size={}",
    event: "dropped",
    also: readEnd,
    sample:
      "Nov 21 20:49:01 mail dovecot: pop3(ann@example.org): Connection closed top=0/0, retr=2/5402, del=0/12, size=81231",
    gives: {
      account: "ann@example.org",
      service: "pop3",
      result: "failed",
      octets: 5402,
      retrievedCount: 2,
      removedCount: 0,
      messageCount: 12,
      reason: "Connection closed",
    },
  },
  {
    says: "Disconnected for inactivity{}",
    event: "timed-out",
    also: readEnd,
    sample:
      "Nov 21 20:49:01 mail dovecot: pop3(ann@example.org)<4711><nQ3hB1xEyqfAAAIH>: Disconnected for inactivity top=0/0, retr=0/0, del=0/12, size=81231",
    gives: {
      ...ann,
      service: "pop3",
      result: "failed",
      octets: 0,
      retrievedCount: 0,
      removedCount: 0,
      messageCount: 12,
      reason: "Disconnected for inactivity",
    },
  },
  {
    says: "Disconnected{}",
    event: "disconnected",
    also: readEnd,
    sample:
      "Nov 21 20:49:01 mail dovecot: imap(ann@example.org): Disconnected: Too many invalid IMAP commands bytes=305/1923", // until 2.1
    gives: {
      account: "ann@example.org",
      service: "imap",
      event: "bad-command",
      result: "failed",
      octets: 1923,
      reason: "Too many invalid IMAP commands",
    },
  },
  {
    says: "Couldn't open INBOX: {reason}",
    event: "trouble",
    result: "failed",
    sample:
      "Nov 21 20:49:01 mail dovecot: pop3(ann@example.org)<4711><nQ3hB1xEyqfAAAIH>: Error: Couldn't open INBOX: Timeout while waiting for lock",
    gives: { ...ann, service: "pop3", reason: "Timeout while waiting for lock" },
  },
  {
    says: "Couldn't lock POP3 session",
    event: "maildrop-locked",
    result: "refused",
    sample: "Nov 21 20:49:01 mail dovecot: pop3(ann@example.org)<4711><nQ3hB1xEyqfAAAIH>: Couldn't lock POP3 session",
    gives: { ...ann, service: "pop3" },
  },
];

export const sessionRows = rowsOf(list);

/** Where the figures begin: nothing a stranger wrote stands in such a line, and reasons are Dovecot's or the system's. */
const figures = / (?:top|retr|in|bytes)=\d/;
const endings: readonly (readonly [string, Entry["event"]])[] = [
  ["Logged out", "disconnected"],
  ["bad commands", "bad-command"],
  ["Too many invalid", "bad-command"],
  ["nactivity", "timed-out"],
  ["Connection closed", "dropped"],
  ["Connection reset", "dropped"],
  ["Broken pipe", "dropped"],
];

/** Octets and counts ("retr=2/5402", "out=1923"), and how it ended. */
function readEnd(entry: Entry, message: string): undefined {
  const from = message.search(figures);
  const words = (from < 0 ? message : message.slice(0, from)).replace(/^Disconnected(?:: |$)/, "");
  entry.reason = words;
  for (const figure of from < 0 ? [] : message.slice(from + 1).split(/,? /)) readFigure(figure, entry);
  const ending = endings.find(([text]) => words.includes(text));
  if (ending) entry.event = ending[1];
  if (words !== "Logged out") entry.result = "failed";
}

function readFigure(figure: string, entry: Entry): void {
  const equals = figure.indexOf("=");
  const [first = "", second = ""] = figure.slice(equals + 1).split("/");
  const value = numberOf(first) ?? -1;
  switch (figure.slice(0, equals)) {
    case "retr":
      entry.retrievedCount = value;
      if (entry.octets < 0) entry.octets = numberOf(second) ?? -1;
      break;
    case "bytes":
      entry.octets = numberOf(second) ?? -1;
      break;
    case "out":
      entry.octets = value;
      break;
    case "del":
      entry.removedCount = value;
      entry.messageCount = numberOf(second) ?? -1;
      break;
    case "expunged":
      entry.removedCount = value;
      break;
  }
}
