import type { Entry } from "../../entry.ts";
import { type Row, rowsOf } from "../../pattern/row.ts";

const ann = { account: "ann@example.org", service: "lmtp", messageId: "20261121.7@example.net" } as const;

/** What lmtp and lda say of a message. Its Message-ID is a stranger's and comes first: what follows is sought from the end. */
const list: Row[] = [
  {
    says: "msgid={messageId<}: saved mail to {}",
    event: "stored",
    result: "ok",
    also: bareId,
    sample:
      "Nov 21 20:48:50 mail dovecot: lmtp(ann@example.org)<4711><qJ5hAlLSBGB7EgAA0J78UA>: msgid=<20261121.7@example.net>: saved mail to INBOX",
    gives: { ...ann, sessionId: "qJ5hAlLSBGB7EgAA0J78UA" },
  },
  {
    says: "sieve: msgid={messageId<}: stored mail into mailbox '{}'",
    event: "stored",
    result: "ok",
    also: bareId,
    sample:
      "Nov 21 20:48:50 mail dovecot: lmtp(ann@example.org)<4711><qJ5hAlLSBGB7EgAA0J78UA>: sieve: msgid=<20261121.7@example.net>: stored mail into mailbox 'INBOX'",
    gives: { ...ann, sessionId: "qJ5hAlLSBGB7EgAA0J78UA" },
  },
  {
    says: "sieve: msgid={messageId<}: forwarded to <{}>",
    event: "forwarded",
    result: "ok",
    also: bareId,
    sample:
      "Nov 21 20:48:50 mail dovecot: lmtp(ann@example.org): qJ5hAlLSBGB7EgAA0J78UA: sieve: msgid=<20261121.7@example.net>: forwarded to <eve@example.com>",
    gives: { ...ann, sessionId: "qJ5hAlLSBGB7EgAA0J78UA" },
  },
  {
    says: "sieve: msgid={messageId<}: marked message to be discarded{}",
    event: "discarded",
    result: "ok",
    also: bareId,
    sample:
      "Nov 21 20:48:50 mail dovecot: lda(ann@example.org): sieve: msgid=<20261121.7@example.net>: marked message to be discarded if not explicitly delivered (discard action)",
    gives: { ...ann, service: "local" },
  },
  {
    says: "msgid={messageId<}: save failed to {}: {reason}",
    event: "delivery-failed",
    result: "failed",
    also: saveFailed,
    sample:
      "Nov 21 20:48:50 mail dovecot: lmtp(ann@example.org)<4711><qJ5hAlLSBGB7EgAA0J78UA>: msgid=<20261121.7@example.net>: save failed to INBOX: Quota exceeded (mailbox for user is full)",
    gives: {
      ...ann,
      sessionId: "qJ5hAlLSBGB7EgAA0J78UA",
      event: "over-quota",
      reason: "Quota exceeded (mailbox for user is full)",
    },
  },
  {
    says: "msgid={messageId<}: rejected: {reason}",
    event: "mail-refused",
    result: "refused",
    also: bareId,
    sample:
      "Nov 21 20:48:50 mail dovecot: lda(ann@example.org): msgid=<20261121.7@example.net>: rejected: Quota exceeded (mailbox for user is full)",
    gives: { ...ann, service: "local", reason: "Quota exceeded (mailbox for user is full)" },
  },
  {
    says: "Connect from {remoteIp}",
    event: "connected",
    sample: "Nov 21 20:48:50 mail dovecot: lmtp(4711): Connect from 192.0.2.7",
    gives: { service: "lmtp", remoteIp: "192.0.2.7" },
  },
  {
    says: "Connect from local",
    event: "connected",
    sample: "Nov 21 20:48:50 mail dovecot: lmtp(4711): Connect from local",
    gives: { service: "lmtp" },
  },
  {
    says: "Disconnect from local: {reason}",
    event: "disconnected",
    sample: "Nov 21 20:48:51 mail dovecot: lmtp(4711): Disconnect from local: Logged out (state=READY)",
    gives: { service: "lmtp", reason: "Logged out (state=READY)" },
  },
  {
    says: "Disconnect from {remoteIp}: {reason}",
    event: "disconnected",
    sample:
      "Nov 21 20:48:51 mail dovecot: lmtp(4711): Disconnect from 192.0.2.7: Client has quit the connection (state=READY)",
    gives: { service: "lmtp", remoteIp: "192.0.2.7", reason: "Client has quit the connection (state=READY)" },
  },
];

export const deliveryRows = rowsOf(list);

/** What Dovecot says behind a Message-ID. */
const verbs = /: (?:saved mail to|save failed to|stored mail into|forwarded to|marked message|rejected:)/g;

/** False for a line that says it twice: one of them the sender put into the Message-ID, and which it is nobody can tell. */
function bareId(entry: Entry, message: string): boolean {
  if (message.match(verbs)?.length !== 1) return false;
  const { messageId } = entry;
  if (messageId === "unspecified") entry.messageId = "";
  else entry.messageId = messageId.startsWith("<") && messageId.endsWith(">") ? messageId.slice(1, -1) : messageId;
  return true;
}

function saveFailed(entry: Entry, message: string): boolean {
  if (!bareId(entry, message)) return false;
  if (/quota/i.test(entry.reason)) entry.event = "over-quota";
  return true;
}
