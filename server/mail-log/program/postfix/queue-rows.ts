import type { Entry } from "../../entry.ts";
import type { Row } from "../../pattern/row.ts";
import { readDelivery } from "./delivery.ts";

const id = { queueId: "4XyZ1b2c3dz9" } as const;

/** What the parts of the queue say of a message, behind its queue id. */
export const queueRows: Row[] = [
  {
    says: "message-id={messageId}",
    event: "message-identified",
    also: bareId,
    sample: "Nov 21 20:48:50 mail postfix/cleanup[815]: 4XyZ1b2c3dz9: message-id=<20261121.7@example.net>",
    gives: { ...id, service: "queue", messageId: "20261121.7@example.net" },
  },
  {
    says: "resent-message-id={messageId}",
    event: "message-identified",
    also: bareId,
    sample: "Nov 21 20:48:50 mail postfix/cleanup[815]: 4XyZ1b2c3dz9: resent-message-id=<20261121.7@example.net>",
    gives: { ...id, service: "queue", messageId: "20261121.7@example.net" },
  },
  {
    says: "uid={} from=<{sender}>",
    event: "mail-accepted",
    result: "ok",
    sample: "Nov 21 20:48:50 mail postfix/pickup[811]: 4XyZ1b2c3dz9: uid=1000 from=<ann>",
    gives: { ...id, service: "queue", sender: "ann" },
  },
  {
    says: "from=<{sender<}>, size={octets}, nrcpt={recipientCount} (queue active)",
    event: "queued",
    result: "ok",
    sample:
      "Nov 21 20:48:50 mail postfix/qmgr[702]: 4XyZ1b2c3dz9: from=<eve@example.com>, size=1204, nrcpt=2 (queue active)",
    gives: { ...id, service: "queue", sender: "eve@example.com", octets: 1204, recipientCount: 2 },
  },
  {
    says: "from=<{sender<}>, status=expired, returned to sender",
    event: "delivery-failed",
    result: "failed",
    also: expired,
    sample:
      "Nov 21 20:48:50 mail postfix/qmgr[702]: 4XyZ1b2c3dz9: from=<eve@example.com>, status=expired, returned to sender",
    gives: { ...id, service: "queue", sender: "eve@example.com", reason: "expired, returned to sender" },
  },
  {
    says: "from=<{sender<}>, status=force-expired, returned to sender",
    event: "delivery-failed",
    result: "failed",
    also: expired,
    sample:
      "Nov 21 20:48:50 mail postfix/qmgr[702]: 4XyZ1b2c3dz9: from=<eve@example.com>, status=force-expired, returned to sender",
    gives: { ...id, service: "queue", sender: "eve@example.com", reason: "expired, returned to sender" },
  },
  {
    says: "removed",
    event: "queue-removed",
    sample: "Nov 21 20:48:51 mail postfix/qmgr[702]: 4XyZ1b2c3dz9: removed",
    gives: { ...id, service: "queue" },
  },
  ...["sender non-delivery", "sender delivery status", "sender delay", "postmaster non-delivery"].map(
    (kind): Row => ({
      says: `${kind} notification: {handedAs}`,
      event: "bounce-sent",
      sample: `Nov 21 20:48:51 mail postfix/bounce[820]: 4XyZ1b2c3dz9: ${kind} notification: 4XyZ1c0YrLz9`,
      gives: { ...id, service: "queue", handedAs: "4XyZ1c0YrLz9" },
    }),
  ),
  {
    says: "to=<{}>, {}",
    event: "delivered",
    also: readDelivery,
    sample:
      "Nov 21 20:48:51 mail postfix/lmtp[819]: 4XyZ1b2c3dz9: to=<ann@example.org>, orig_to=<info@example.org>, relay=127.0.0.1[127.0.0.1]:24, delay=0.12, delays=0.05/0.01/0.02/0.04, dsn=2.0.0, status=sent (250 2.0.0 <ann@example.org> qJ5hAlLSBGB7EgAA0J78UA Saved)",
    gives: {
      ...id,
      service: "lmtp",
      event: "delivered",
      result: "ok",
      account: "ann@example.org",
      remoteHost: "127.0.0.1",
      remoteIp: "127.0.0.1",
      seconds: 0.12,
      dsn: "2.0.0",
      handedAs: "qJ5hAlLSBGB7EgAA0J78UA",
      reason: "250 2.0.0 <ann@example.org> qJ5hAlLSBGB7EgAA0J78UA Saved",
    },
  },
  {
    says: "to=<{}>, {}",
    event: "notice",
    sample:
      "Nov 21 20:48:51 mail postfix/smtp[819]: 4XyZ1b2c3dz9: to=<ann@example.org>, relay=mx.example.org[192.0.2.25]:25, status=teleported",
    gives: { ...id, service: "smtp" },
  },
  {
    says: "host {remoteHost}[{remoteIp}] said: {reason}",
    event: "server-refused",
    sample:
      "Nov 21 20:48:51 mail postfix/smtp[819]: 4XyZ1b2c3dz9: host mx.example.org[192.0.2.25] said: 450 4.2.0 <ann@example.org>: Greylisted (in reply to RCPT TO command)",
    gives: {
      ...id,
      service: "smtp",
      remoteHost: "mx.example.org",
      remoteIp: "192.0.2.25",
      reason: "450 4.2.0 <ann@example.org>: Greylisted (in reply to RCPT TO command)",
    },
  },
  {
    says: "host {remoteHost}[{remoteIp}] refused to talk to me: {reason}",
    event: "server-refused",
    sample:
      "Nov 21 20:48:51 mail postfix/smtp[819]: 4XyZ1b2c3dz9: host mx.example.org[192.0.2.25] refused to talk to me: 421 too busy",
    gives: { ...id, service: "smtp", remoteHost: "mx.example.org", remoteIp: "192.0.2.25", reason: "421 too busy" },
  },
  {
    says: "lost connection with {remoteHost}[{remoteIp}] while {reason}",
    event: "unreachable",
    sample:
      "Nov 21 20:48:51 mail postfix/smtp[819]: 4XyZ1b2c3dz9: lost connection with mx.example.org[192.0.2.25] while receiving the initial server greeting",
    gives: {
      ...id,
      service: "smtp",
      remoteHost: "mx.example.org",
      remoteIp: "192.0.2.25",
      reason: "receiving the initial server greeting",
    },
  },
  {
    says: "conversation with {remoteHost}[{remoteIp}] timed out while {reason}",
    event: "unreachable",
    sample:
      "Nov 21 20:48:51 mail postfix/smtp[819]: 4XyZ1b2c3dz9: conversation with mx.example.org[192.0.2.25] timed out while sending RCPT TO",
    gives: { ...id, service: "smtp", remoteHost: "mx.example.org", remoteIp: "192.0.2.25", reason: "sending RCPT TO" },
  },
  {
    says: "connect to {remoteHost}[{remoteIp}]:{}: {reason}",
    event: "unreachable",
    sample:
      "Nov 21 20:48:51 mail postfix/smtp[819]: connect to mx.example.org[2001:db8::25]:25: Network is unreachable",
    gives: {
      service: "smtp",
      remoteHost: "mx.example.org",
      remoteIp: "2001:db8::25",
      reason: "Network is unreachable",
    },
  },
  {
    says: "connect to {remoteHost}[{}]: {reason}", // a unix socket
    event: "unreachable",
    sample:
      "Nov 21 20:48:51 mail postfix/lmtp[819]: connect to mail.example.org[private/popdesk]: No such file or directory",
    gives: { service: "lmtp", remoteHost: "mail.example.org", reason: "No such file or directory" },
  },
  {
    says: "reject: {} from {remoteHost}[{remoteIp}]; {}",
    event: "mail-refused",
    result: "refused",
    sample:
      "Nov 21 20:48:50 mail postfix/cleanup[815]: 4XyZ1b2c3dz9: reject: header Subject: win from client.example.net[192.0.2.7]; from=<eve@example.com> to=<ann@example.org> proto=ESMTP helo=<x>: 5.7.1 spam",
    gives: { ...id, service: "queue" },
    also: hideStranger,
  },
  {
    says: "enabling PIX workarounds: {} for {remoteHost}[{remoteIp}]:{}",
    event: "notice",
    sample:
      "Nov 21 20:48:51 mail postfix/smtp[819]: 4XyZ1b2c3dz9: enabling PIX workarounds: disable_esmtp delay_dotcrlf for mx.example.org[192.0.2.25]:25",
    gives: { ...id, service: "smtp", remoteHost: "mx.example.org", remoteIp: "192.0.2.25" },
  },
];

function bareId(entry: Entry): undefined {
  const { messageId } = entry;
  if (messageId.startsWith("<") && messageId.endsWith(">")) entry.messageId = messageId.slice(1, -1);
}

function expired(entry: Entry): undefined {
  entry.reason = "expired, returned to sender";
}

/** A header's text stands before the client's address, and anybody may write one that has an address in it. */
function hideStranger(entry: Entry): undefined {
  entry.remoteHost = "";
  entry.remoteIp = "";
}
