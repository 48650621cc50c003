import type { Knowledge } from "../schema.ts";

/** How sessions end that did not end as they should. */
export const sessionEnds: readonly Knowledge[] = [
  {
    name: "ghost-messages",
    topic: "sessions",
    title: "Disconnected without QUIT: deleted mail comes back (“ghost messages”)",
    meaning:
      "POP3 removes marked messages only when the client says QUIT (RFC 1939 §6). A session that breaks off before removes nothing: what it downloaded and marked is still there, and is downloaded again.",
    causes: [
      "A bad connection, or a laptop that was closed.",
      "A virus scanner or firewall that cuts long downloads.",
      "The client gave up on a message that is too large or takes too long.",
      "A mail program that does not wait for the answer to QUIT.",
    ],
    checks: [
      "See the account's findings: does it download the same messages again and again?",
      "Look at the session's trace: which message was the last?",
      "Switch “mail scanning” off on the client; raise its timeout.",
    ],
    places: ["history", "findings", "account"],
    matches: [
      { programs: ["popdesk"], events: ["disconnected", "dropped"], says: ["dropped"] },
      { events: ["dropped"], programs: ["dovecot", "pop3d", "cyrus", "perdition", "gnu-pop3d"] },
      {
        programs: ["dovecot"],
        events: ["disconnected"],
        says: ["Connection closed{}", "Disconnected: Connection closed{}"],
      },
    ],
    samples: [
      '{"level":30,"time":"2026-11-21T20:48:55.120Z","pid":4711,"name":"pop3","event":"session-end","sessionId":"0mi8h5q2f3k9d7x1a","remoteIp":"192.0.2.7","account":"ann@example.org","reason":"dropped","retrievedCount":12,"removedCount":0,"octets":5600,"seconds":1.5,"msg":"session over"}',
      "Nov 21 20:49:01 mail dovecot: pop3(ann@example.org): Connection closed top=0/0, retr=2/5402, del=0/12, size=81231",
    ],
  },
  {
    name: "session-kicked",
    topic: "sessions",
    title: "An administrator ended the session",
    meaning: "Nothing was removed, unless the session was already carrying out its QUIT.",
    causes: ["Somebody pressed “end” on the page of live sessions, or cleared its lock."],
    checks: ["The audit log says who."],
    places: ["history"],
    matches: [{ programs: ["popdesk"], events: ["disconnected"], says: ["kicked"] }],
    samples: [
      '{"level":30,"time":"2026-11-21T20:48:55.120Z","pid":4711,"name":"pop3","event":"session-end","sessionId":"0mi8h5q2f3k9d7x1a","remoteIp":"192.0.2.7","account":"ann@example.org","reason":"kicked","msg":"session over"}',
    ],
  },
  {
    name: "server-stopped",
    topic: "sessions",
    title: "The server was stopped while the session was open",
    meaning: "Clients come back by themselves. An UPDATE that had begun was finished; otherwise nothing was removed.",
    causes: [
      "A restart or an upgrade.",
      "“lost”: the process ended without a word, such as by a crash or a power cut.",
    ],
    checks: ["For “lost”: look at what stands in the log just before, and at the kernel's log (out of memory)."],
    places: ["history", "diagnostics"],
    matches: [{ programs: ["popdesk"], events: ["disconnected"], says: ["stopped", "lost"] }],
    samples: [
      '{"level":30,"time":"2026-11-21T20:48:55.120Z","pid":4711,"name":"pop3","event":"session-end","sessionId":"0mi8h5q2f3k9d7x1a","remoteIp":"192.0.2.7","account":"ann@example.org","reason":"stopped","msg":"session over"}',
    ],
  },
  {
    name: "closed-after-refusals",
    topic: "sessions",
    title: "Closed after too many refused sign-ins",
    meaning:
      "The connection was ended after as many wrong passwords as the limit allows. The client may connect again.",
    causes: ["A stored password that is no longer right.", "Somebody guessing."],
    checks: ["Explain the sign-in; see whether several accounts are tried from there."],
    places: ["explain-sign-in", "protection"],
    matches: [{ programs: ["popdesk"], events: ["disconnected"], says: ["refused"] }],
    samples: [
      '{"level":30,"time":"2026-11-21T20:48:55.120Z","pid":4711,"name":"pop3","event":"session-end","sessionId":"0mi8h5q2f3k9d7x1a","remoteIp":"192.0.2.7","reason":"refused","msg":"session over"}',
    ],
  },
  {
    name: "closed-after-errors",
    topic: "sessions",
    title: "Closed after too many things that are no POP3",
    meaning: "The client said several lines in a row that are no commands.",
    causes: ["A scanner.", "A browser or another protocol at this port.", "A faulty mail program."],
    checks: ["The session's trace says what was said."],
    places: ["history", "protection"],
    matches: [
      { programs: ["popdesk"], events: ["disconnected"], says: ["protocol-errors"] },
      { events: ["bad-command"] },
    ],
    samples: [
      '{"level":30,"time":"2026-11-21T20:48:55.120Z","pid":4711,"name":"pop3","event":"session-end","sessionId":"0mi8h5q2f3k9d7x1a","remoteIp":"192.0.2.7","reason":"protocol-errors","msg":"session over"}',
      "Nov 21 20:48:51 mail postfix/smtpd[812]: too many errors after AUTH from client.example.net[192.0.2.7]",
    ],
  },
  {
    name: "update-failed",
    topic: "sessions",
    title: "QUIT could not remove what was marked",
    meaning:
      "The session ended with an error of the server at its QUIT: nothing was removed, and the client was told so.",
    causes: ["The disk or the database had trouble.", "The lock was cleared while the session was open."],
    checks: ["The line with trouble just before it says what; the client's next session removes the messages."],
    places: ["history", "diagnostics"],
    matches: [{ programs: ["popdesk"], events: ["disconnected"], says: ["error"] }],
    samples: [
      '{"level":30,"time":"2026-11-21T20:48:55.120Z","pid":4711,"name":"pop3","event":"session-end","sessionId":"0mi8h5q2f3k9d7x1a","remoteIp":"192.0.2.7","account":"ann@example.org","reason":"error","msg":"session over"}',
    ],
  },
  {
    name: "silent-client",
    topic: "sessions",
    title: "The client was silent for too long",
    meaning:
      "The session was ended by its time limit (autologout); POP3 asks for ten minutes at least once signed in, less before. Nothing is removed then.",
    causes: [
      "The device went to sleep or left the network without closing the connection.",
      "The client is busy with what it downloaded (a virus scan, spam filter).",
      "Before sign-in: a scanner, or a client waiting for its user to type a password.",
    ],
    checks: ["If large messages come before it: the client's own filter is slow.", "The limits can be raised."],
    places: ["history", "limits"],
    matches: [{ events: ["timed-out"] }, { programs: ["popdesk"], events: ["disconnected"], says: ["autologout"] }],
    samples: [
      "Nov 21 20:49:01 mail dovecot: pop3(ann@example.org)<4711><nQ3hB1xEyqfAAAIH>: Disconnected for inactivity top=0/0, retr=0/0, del=0/12, size=81231",
      '{"level":30,"time":"2026-11-21T20:48:55.120Z","pid":4711,"name":"pop3","event":"time-limit","sessionId":"0mi8h5q2f3k9d7x1a","remoteIp":"192.0.2.7","reason":"client","msg":"time limit reached"}',
      "Nov 21 20:48:55 mail gnu-pop3d[4711]: session timed out for user: ann",
    ],
  },
  {
    name: "connection-dropped",
    topic: "sessions",
    title: "The connection broke off",
    meaning: "One side went away without a farewell. What the other side had answered is done, the rest is not.",
    causes: [
      "A bad line, a device that slept, a firewall that forgets quiet connections.",
      "A client or server that crashed.",
    ],
    checks: [
      "Often from one network: look at what stands in between.",
      "Often at the same size of message: a filter in between.",
    ],
    places: ["history"],
    matches: [{ events: ["dropped"] }],
    samples: [
      "Nov 21 20:48:51 mail postfix/smtpd[812]: lost connection after AUTH from client.example.net[192.0.2.7]",
      "2026-11-21 20:48:55 SMTP connection from client.example.net (helo) [192.0.2.7] lost while reading message data",
    ],
  },
  {
    name: "left-before-sign-in",
    topic: "sessions",
    title: "The client left before it signed in",
    meaning: "It connected, perhaps asked what is offered, and went. Nobody tried a password.",
    causes: [
      "A scanner or a health check of a load balancer.",
      "A mail program that only asked for the capabilities, and did not find what it wants (TLS, a mechanism).",
      "The connection was reset on its way.",
    ],
    checks: ["If a person cannot read mail: let them try again and look at the trace.", "A health check is harmless."],
    places: ["explain-sign-in", "history", "diagnostics"],
    matches: [{ events: ["disconnected-early"] }],
    samples: [
      "Nov 21 20:48:55 mail dovecot: pop3-login: Aborted login by logging out (no auth attempts in 1 secs): user=<>, rip=192.0.2.7, lip=198.51.100.2, session=<wz3hB1xE5qfAAAIH>",
      "Nov 21 20:48:55 mail pop3d: LOGOUT, ip=[::ffff:192.0.2.7], port=[41822]",
    ],
  },
];
