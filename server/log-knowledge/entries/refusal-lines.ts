import type { Knowledge } from "../schema.ts";
import { lmtp, notDelivered, smtp } from "./delivery-samples.ts";

/** Mail that another server, or this one, does not take. */
export const refusalLines: readonly Knowledge[] = [
  {
    name: "over-quota",
    topic: "delivery",
    title: "The mailbox is full",
    meaning:
      "There is no room within the recipient's quota. As policy says the mail is tried again later (4.2.2) or returned to its sender (5.2.2).",
    causes: [
      "Nobody fetches this mail, or the mail program leaves everything on the server.",
      "The quota is smaller than what people send.",
    ],
    checks: [
      "See the account's use and its last sign-in.",
      "Raise the quota, or have old mail removed by a retention rule.",
    ],
    places: ["account", "quotas", "findings"],
    matches: [
      { events: ["over-quota"] },
      { events: notDelivered, dsn: ["4.2.2", "5.2.2"] },
      {
        events: notDelivered,
        says: [
          "{}Quota exceeded (mailbox for user is full){}",
          "{}over quota{}",
          "mailbox is full{}",
          "Quota exceeded{}",
        ],
        programs: ["dovecot", "exim", "qmail", "sendmail", "vpopmail", "postfix/local", "postfix/virtual"],
      },
    ],
    samples: [
      "Nov 21 20:48:50 mail dovecot: lmtp(ann@example.org)<4711><qJ5hAlLSBGB7EgAA0J78UA>: msgid=<20261121.7@example.net>: save failed to INBOX: Quota exceeded (mailbox for user is full)",
      lmtp(
        "deferred",
        "4.2.2",
        "host 127.0.0.1[127.0.0.1] said: 452 4.2.2 <ann@example.org> mailbox is full (in reply to RCPT TO command)",
      ),
      '{"level":40,"time":"2026-11-21T20:48:55.120Z","pid":4711,"name":"lmtp","event":"delivery","sessionId":"d1","remoteIp":"127.0.0.1","sender":"eve@example.com","account":"ann@example.org","octets":1204,"reply":452,"dsn":"4.2.2","msg":"<ann@example.org> is over quota"}',
    ],
  },
  {
    name: "recipient-unknown",
    topic: "delivery",
    title: "There is no such recipient",
    meaning: "The address exists nowhere on the server that was asked; the sender is told (5.1.1).",
    causes: [
      "A misspelled address.",
      "An account or alias that was removed.",
      "Spam to addresses made up or harvested.",
    ],
    checks: [
      "See whether the account, an alias or a catch-all should have it.",
      "Postfix: is the address in virtual_mailbox_maps?",
    ],
    places: ["accounts", "domains"],
    matches: [
      { events: notDelivered, dsn: ["5.1.1", "5.1.10"] },
      {
        events: notDelivered,
        says: [
          "unknown user: {}",
          "{} <{}>: Recipient address rejected: User unknown{}",
          "Sorry,_no_mailbox_here_by_that_name.{}",
          "Unrouteable address",
          "RCPT <{}>: Unrouteable address",
          "User unknown",
        ],
      },
    ],
    samples: [
      lmtp(
        "bounced",
        "5.1.1",
        "host 127.0.0.1[127.0.0.1] said: 550 5.1.1 <ann@example.org> no such mailbox (in reply to RCPT TO command)",
      ),
      "@400000006920d70a1dcd6500 delivery 12: failure: Sorry,_no_mailbox_here_by_that_name._(#5.1.1)/",
      "2026-11-21 20:48:55 1vMXyz-0001Ab-2C ** ann@example.org R=dnslookup T=remote_smtp H=mx.example.org [192.0.2.25]: SMTP error from remote mail server after RCPT TO:<ann@example.org>: 550 5.1.1 no such user",
    ],
  },
  {
    name: "receiving-off",
    topic: "delivery",
    title: "The recipient may not receive mail",
    meaning: "The account exists and is switched off for mail (5.2.1).",
    causes: ["An administrator switched “may receive mail” off.", "The account was suspended."],
    checks: ["Open the account; the audit log says who switched it."],
    places: ["account"],
    matches: [{ events: notDelivered, dsn: ["5.2.1", "4.2.1"] }],
    samples: [
      lmtp(
        "bounced",
        "5.2.1",
        "host 127.0.0.1[127.0.0.1] said: 550 5.2.1 <ann@example.org> takes no mail (in reply to RCPT TO command)",
      ),
    ],
  },
  {
    name: "message-too-large",
    topic: "delivery",
    title: "The message is too large",
    meaning: "It is larger than a server on its way takes.",
    causes: ["Attachments: base64 makes them a third larger.", "The limits of MTA and mail store differ."],
    checks: [
      "postconf message_size_limit; Popdesk: maxMessageOctets under Limits. The MTA's should be the smaller one.",
    ],
    places: ["limits"],
    matches: [
      { events: notDelivered, dsn: ["5.3.4", "5.2.3"] },
      { events: notDelivered, says: ["message size {} exceeds size limit {}", "message file too big"] },
    ],
    samples: [
      lmtp(
        "bounced",
        "5.3.4",
        "host 127.0.0.1[127.0.0.1] said: 552 5.3.4 message is larger than 104857600 octets (in reply to MAIL FROM command)",
      ),
    ],
  },
  {
    name: "relay-denied",
    topic: "delivery",
    title: "Relaying is denied",
    meaning:
      "Somebody wanted this server to send mail to a foreign domain without having signed in. That is how it should be.",
    causes: [
      "A scanner that looks for open relays.",
      "A mail program that has no sign-in set for outgoing mail, or uses port 25 instead of 587 or 465.",
      "The recipient's domain should be one of this server, and is not configured.",
    ],
    checks: [
      "For a person: switch authentication for outgoing mail on.",
      "For one's own domain: add it to the MTA's domains.",
    ],
    places: ["domains", "protection"],
    matches: [
      {
        events: ["mail-refused"],
        says: ["{} <{}>: Relay access denied", "RCPT <{}>: relay not permitted", "{} <{}>... Relaying denied{}"],
      },
    ],
    samples: [
      "Nov 21 20:48:50 mail postfix/smtpd[812]: NOQUEUE: reject: RCPT from client.example.net[192.0.2.7]: 554 5.7.1 <ann@example.com>: Relay access denied; from=<eve@example.com> to=<ann@example.com> proto=ESMTP helo=<x>",
      "2026-11-21 20:48:55 H=client.example.net (helo) [192.0.2.7]:41822 F=<eve@example.com> rejected RCPT <ann@example.org>: relay not permitted",
    ],
  },
  {
    name: "greylisted",
    topic: "delivery",
    title: "Greylisted: asked to come again",
    meaning:
      "The other server refuses each unknown sender's first try and takes the next. It passes by itself within minutes.",
    causes: ["The recipient's server uses greylisting."],
    checks: ["Wait. If it goes on for hours: does each try come from another address?"],
    places: [],
    matches: [
      {
        events: ["delivery-deferred", "server-refused", "mail-refused"],
        says: [
          "host {} said: 4{}reylist{}",
          "4{}reylist{}",
          "{} <{}>: Recipient address rejected: Greylisted{}",
          "SMTP error from remote mail server after {}: 4{}reylist{}",
        ],
      },
    ],
    samples: [
      smtp(
        "deferred",
        "4.2.0",
        "host mx.example.net[192.0.2.25] said: 450 4.2.0 <ann@example.net>: Recipient address rejected: Greylisted (in reply to RCPT TO command)",
      ),
      "Nov 21 20:48:51 mail postfix/smtp[819]: 4XyZ1b2c3dz9: host mx.example.org[192.0.2.25] said: 450 4.2.0 <ann@example.org>: Greylisted (in reply to RCPT TO command)",
    ],
  },
  {
    name: "sender-on-blocklist",
    topic: "delivery",
    title: "An address on a blocklist",
    meaning:
      "A list of senders of spam has the client's address: other servers refuse this one, or this one refuses others.",
    causes: ["The address belongs to a dial-up or cloud network.", "A machine behind it sends spam, or did."],
    checks: ["If it is one's own: stop what sends, then ask the list to take it off. The text names the list."],
    places: [],
    matches: [
      {
        events: ["mail-refused", "delivery-failed", "delivery-deferred", "server-refused", "sign-in-refused"],
        says: [
          "{} Service unavailable; Client host [{}] blocked using {}",
          "550 5.7.1 Service unavailable",
          "host {} said: 5{}blocked using {}",
        ],
      },
    ],
    samples: [
      "Nov 21 20:48:50 mail postfix/smtpd[812]: NOQUEUE: reject: RCPT from client.example.net[192.0.2.7]: 554 5.7.1 Service unavailable; Client host [192.0.2.7] blocked using bl.example.com; from=<eve@example.com> to=<ann@example.org> proto=ESMTP helo=<x>",
    ],
  },
  {
    name: "delivery-refused-by-policy",
    topic: "delivery",
    title: "Refused by policy",
    meaning: "A rule about senders, content or authentication (SPF, DKIM, DMARC) says no (5.7.x, 4.7.x).",
    causes: [
      "The sender's domain does not allow this server to send for it.",
      "Content that looks like spam.",
      "A missing reverse name of this server's address.",
    ],
    checks: ["The text behind the code says which rule; check SPF, DKIM and the reverse name of the sending address."],
    places: [],
    matches: [{ events: notDelivered, dsn: ["5.7.", "4.7."] }],
    samples: [
      smtp(
        "bounced",
        "5.7.26",
        "host mx.example.net[192.0.2.25] said: 550 5.7.26 Unauthenticated email is not accepted (in reply to end of DATA command)",
      ),
    ],
  },
  {
    name: "sender-domain-unknown",
    topic: "delivery",
    title: "The sender's domain does not exist",
    meaning: "The sender's address is in a domain that DNS does not know, so nothing could ever be returned to it.",
    causes: ["Spam.", "A device that sends as root@localhost.localdomain."],
    checks: ["For one's own device: give it a sender address that exists."],
    places: [],
    matches: [
      { events: ["mail-refused"], says: ["{} <{}>: Sender address rejected: Domain not found"] },
      { events: notDelivered, dsn: ["5.1.8", "4.1.8"] },
    ],
    samples: [
      "Nov 21 20:48:50 mail postfix/smtpd[812]: NOQUEUE: reject: RCPT from client.example.net[192.0.2.7]: 450 4.1.8 <eve@example.invalid>: Sender address rejected: Domain not found; from=<eve@example.invalid> to=<ann@example.org> proto=ESMTP helo=<x>",
    ],
  },
];
