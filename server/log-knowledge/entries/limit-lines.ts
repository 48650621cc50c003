import type { Knowledge } from "../schema.ts";

/** Limits of connections, processes and rates. */
export const limitLines: readonly Knowledge[] = [
  {
    name: "dovecot-userip-connections",
    topic: "limits",
    title: "Too many connections of one user from one address (mail_max_userip_connections)",
    meaning: "Dovecot allows each user so many connections from one IP address at a time (10 by default).",
    causes: [
      "A mail program that opens many connections (IMAP folders), or several devices behind one address.",
      "A web mail that signs in everybody from its own address.",
    ],
    checks: [
      "Raise mail_max_userip_connections for the protocol.",
      "Lower the number of connections in the mail program.",
    ],
    places: ["sessions"],
    matches: [
      {
        programs: ["dovecot"],
        events: ["sign-in-refused"],
        says: ["Maximum number of connections from user+IP exceeded{}"],
      },
    ],
    samples: [
      "Nov 21 20:48:55 mail dovecot: pop3-login: Maximum number of connections from user+IP exceeded (mail_max_userip_connections=10): user=<ann@example.org>, method=PLAIN, rip=192.0.2.7, lip=198.51.100.2, TLS, session=<nQ3hB1xEyqfAAAIH>",
    ],
  },
  {
    name: "dovecot-process-limit",
    topic: "limits",
    title: "A service of Dovecot may start no more processes",
    meaning: "process_limit (or client_limit) of the service is reached: new connections wait or are dropped.",
    causes: [
      "More users than the default (100) is made for.",
      "Clients that connect and never leave, or a flood of guesses.",
    ],
    checks: [
      "doveadm who: is it people or one address?",
      "Raise process_limit of the service; for login processes use service_count = 0.",
    ],
    places: ["sessions", "protection"],
    matches: [
      {
        programs: ["dovecot"],
        says: [
          "service({}): process_limit ({}) reached{}",
          "service({}): client_limit ({}) reached{}",
          "{}process_limit reached{}",
        ],
      },
    ],
    samples: [
      "Nov 21 06:00:01 mail dovecot: master: Warning: service(pop3-login): process_limit (100) reached, client connections are being dropped",
    ],
  },
  {
    name: "open-file-limit",
    topic: "limits",
    title: "The limit of open files is too low or reached",
    meaning: "Each connection needs a file descriptor; where there is none left, clients are turned away.",
    causes: ["The service manager's default of 1024 holds.", "More connections than the machine was planned for."],
    checks: ["Raise LimitNOFILE of the service (systemctl edit), then restart it."],
    places: ["diagnostics", "limits"],
    matches: [
      { programs: ["dovecot"], says: ["fd limit (ulimit -n) is lower than required {}", "{}Too many open files{}"] },
      { programs: ["popdesk"], events: ["trouble", "sign-in-refused"], says: ["EMFILE", "open-files"] },
      { programs: ["postfix"], events: ["trouble", "notice"], says: ["{}: Too many open files"] },
    ],
    samples: [
      "Nov 21 06:00:01 mail dovecot: master: Warning: fd limit (ulimit -n) is lower than required under max. load (1024 < 30000), because of default_client_limit",
    ],
  },
  {
    name: "postfix-connection-limits",
    topic: "limits",
    title: "Postfix refuses a client that connects too often",
    meaning: "A limit of connections at a time or in a minute, for one client address, is reached.",
    causes: [
      "A spam sender or scanner.",
      "A machine of one's own that sends many messages, each over its own connection.",
    ],
    checks: [
      "Whose address is it? One's own belongs in smtpd_client_event_limit_exceptions.",
      "postconf smtpd_client_connection_rate_limit smtpd_client_connection_count_limit",
    ],
    places: ["protection"],
    matches: [{ programs: ["postfix"], events: ["sign-in-refused"] }],
    samples: [
      "Nov 21 20:48:50 mail postfix/smtpd[812]: warning: Connection rate limit exceeded: 31 from client.example.net[192.0.2.7] for service smtp",
    ],
  },
  {
    name: "popdesk-connection-limit",
    topic: "limits",
    title: "Popdesk turns connections away: a limit is reached",
    meaning: "The line names the limit: connections in all, of one address, of the MTA, or open files.",
    causes: ["Many devices behind one address.", "A flood, or clients that never leave."],
    checks: ["See live sessions by address.", "Raise the limit that is named."],
    places: ["sessions", "limits"],
    matches: [
      {
        programs: ["popdesk"],
        events: ["sign-in-refused"],
        says: ["connections", "connections-per-address", "lmtp-connections", "web-connections"],
      },
    ],
    samples: [
      '{"level":40,"time":"2026-11-21T20:48:55.120Z","pid":4711,"name":"pop3","event":"limit","reason":"connections-per-address","remoteIp":"192.0.2.7","listener":"POP3","msg":"a limit is reached"}',
    ],
  },
  {
    name: "proxy-refused",
    topic: "limits",
    title: "A connection without a good PROXY header",
    meaning:
      "The listener is marked as one behind a proxy: it takes connections from trusted networks only, and each must begin with a PROXY header.",
    causes: [
      "A client came directly, past the proxy.",
      "The proxy does not send the header (HAProxy: send-proxy-v2), or its network is not trusted here.",
      "A health check of the proxy that sends none.",
    ],
    checks: ["Compare the address with the trusted networks of the listener; look at the proxy's configuration."],
    places: ["listeners"],
    matches: [
      {
        programs: ["popdesk"],
        events: ["sign-in-refused"],
        says: ["{}PROXY header{}", "it is no trusted proxy{}", "{}trusted proxy{}"],
      },
    ],
    samples: [
      '{"level":40,"time":"2026-11-21T20:48:55.120Z","pid":4711,"name":"pop3","event":"proxy-refused","remoteIp":"192.0.2.7","listener":"POP3","reason":"its PROXY header did not come in time","msg":"connection refused: not from a trusted proxy"}',
    ],
  },
  {
    name: "connection-limit",
    topic: "limits",
    title: "Too many connections",
    meaning: "The server takes no more connections, in all or from this address.",
    causes: ["Many devices behind one address.", "A flood, or clients that never leave."],
    checks: [
      "Courier: MAXDAEMONS and MAXPERIP; Cyrus: popminpoll, maxlogins and maxchild; Exim: smtp_accept_max and smtp_accept_max_per_host.",
    ],
    places: ["sessions"],
    matches: [
      { programs: ["pop3d", "courier", "imapd"], events: ["sign-in-refused"] },
      { programs: ["cyrus", "pop3"], events: ["sign-in-refused"], says: ["{} of {} from {}"] },
      { programs: ["exim"], events: ["sign-in-refused"], says: ["too many connections{}"] },
    ],
    samples: [
      "Nov 21 20:48:55 mail pop3d: Maximum connection limit reached for ::ffff:192.0.2.7",
      "Nov 21 20:48:55 mail cyrus/pop3[4711]: Too many open connections (10 of 10 from 192.0.2.7)",
      "2026-11-21 20:48:55 Connection from [192.0.2.7]:41822 refused: too many connections",
    ],
  },
  {
    name: "load-too-high",
    topic: "limits",
    title: "The machine is too busy to take mail",
    meaning: "The load is above a limit, so connections are refused for a while; senders try again.",
    causes: ["A queue of spam, a virus scanner, or another program that uses the machine up."],
    checks: ["top; the length of the queue (mailq)."],
    places: ["diagnostics"],
    matches: [{ programs: ["sendmail", "sm-"], events: ["trouble"], says: ["{}load average: {}"] }],
    samples: ["Nov 21 20:48:55 mail sm-mta[4711]: rejecting connections on daemon MTA: load average: 14"],
  },
];
