import type { Knowledge } from "../schema.ts";
import { lmtp, notDelivered, nowhere } from "./delivery-samples.ts";

/** Mail that cannot be handed over: nobody listens, no way there, or who takes it has trouble. */
export const handOverLines: readonly Knowledge[] = [
  {
    name: "lmtp-connection-refused",
    topic: "delivery",
    title: "Nobody listens where mail should be handed over",
    meaning: "The MTA cannot connect. The mail stays in its queue and is tried again for days (Postfix: five).",
    causes: [
      "The server that takes the mail (LMTP) does not run, or is being restarted.",
      "Its listener is switched off or has another port or address than the MTA's configuration.",
      "A firewall refuses it.",
    ],
    checks: [
      "Is the LMTP listener bound, and on which address and port?",
      "postconf virtual_transport mailbox_transport; then postqueue -f to try again at once.",
    ],
    places: ["listeners", "diagnostics"],
    matches: [
      {
        events: notDelivered,
        says: ["connect to {}: Connection refused", "Connection refused", "{}: Connection refused)"],
      },
    ],
    samples: [
      "Nov 21 20:48:51 mail postfix/lmtp[819]: 4XyZ1b2c3dz9: to=<ann@example.org>, relay=none, delay=0.12, delays=0.05/0.01/0.02/0.04, dsn=4.4.1, status=deferred (connect to 127.0.0.1[127.0.0.1]:24: Connection refused)",
      "Nov 21 20:48:51 mail postfix/lmtp[819]: connect to 127.0.0.1[127.0.0.1]:24: Connection refused",
      "2026-11-21 20:48:55 1vMXyz-0001Ab-2C == ann@example.org R=dnslookup T=remote_smtp defer (111): Connection refused",
    ],
  },
  {
    name: "lmtp-socket-missing",
    topic: "delivery",
    title: "The socket where mail should be handed over is missing or may not be used",
    meaning: "The MTA cannot open the unix socket. The mail stays in its queue and is tried again.",
    causes: [
      "Postfix runs in a chroot: the path is seen from /var/spool/postfix.",
      "The server behind the socket does not run.",
      "The socket's group or mode does not let Postfix in.",
    ],
    checks: [
      "ls -l of the socket; on Debian it must lie within /var/spool/postfix.",
      "See the path and group of the LMTP listener.",
    ],
    places: ["listeners"],
    matches: [
      {
        events: notDelivered,
        says: [
          "connect to {}: No such file or directory",
          "connect to {}: Permission denied",
          "No such file or directory",
          "Permission denied",
        ],
      },
    ],
    samples: [
      "Nov 21 20:48:51 mail postfix/lmtp[819]: connect to mail.example.org[private/popdesk]: No such file or directory",
      "Nov 21 20:48:51 mail postfix/lmtp[819]: 4XyZ1b2c3dz9: to=<ann@example.org>, relay=none, delay=0.12, delays=0.05/0.01/0.02/0.04, dsn=4.4.1, status=deferred (connect to mail.example.org[private/popdesk]: Permission denied)",
    ],
  },
  {
    name: "delivery-timed-out",
    topic: "delivery",
    title: "The other server does not answer in time",
    meaning: "The connection could not be made, or stood still. The mail is tried again.",
    causes: [
      "The provider blocks port 25 outwards: every server is then unreachable.",
      "The other server or the network is down.",
      "A firewall that drops instead of refusing; a broken IPv6 route.",
    ],
    checks: [
      "Does it happen with all servers, or with one? With all: ask the provider about port 25.",
      "nc -vz HOST 25",
    ],
    places: ["diagnostics"],
    matches: [
      {
        events: notDelivered,
        says: [
          "connect to {}: Connection timed out",
          "Connection timed out",
          "conversation with {} timed out while {}",
          "connect to {}: Network is unreachable",
          "Network is unreachable",
          "connect to {}: No route to host",
          "No route to host",
        ],
      },
    ],
    samples: [
      nowhere("deferred", "4.4.1", "connect to mx.example.net[192.0.2.25]:25: Connection timed out"),
      "Nov 21 20:48:51 mail postfix/smtp[819]: connect to mx.example.org[2001:db8::25]:25: Network is unreachable",
      "2026-11-21 20:48:55 1vMXyz-0001Ab-2C == ann@example.org R=dnslookup T=remote_smtp defer (110): Connection timed out",
    ],
  },
  {
    name: "dns-trouble",
    topic: "delivery",
    title: "The recipient's domain could not be looked up",
    meaning: "DNS gave no answer, or says that the domain does not exist or takes no mail.",
    causes: [
      "A misspelled domain (then it is refused for good).",
      "This machine's resolver does not work: many domains fail at once.",
      "The domain's name servers are down, or it has a null MX (RFC 7505).",
    ],
    checks: [
      "dig MX DOMAIN; cat /etc/resolv.conf",
      "In a chroot: is etc/resolv.conf in /var/spool/postfix up to date?",
    ],
    places: ["diagnostics"],
    matches: [
      {
        events: notDelivered,
        says: [
          "Host or domain name not found. Name service error for {}",
          "Domain {} does not accept mail (nullMX)",
          "CNAME_lookup_failed_temporarily.{}",
          "Sorry,_I_couldn't_find_any_host_named{}",
          "host lookup did not complete",
          "all host address lookups failed permanently",
          "{}: Host not found{}",
          "Name server: {}",
        ],
      },
    ],
    samples: [
      nowhere(
        "deferred",
        "4.4.3",
        "Host or domain name not found. Name service error for name=example.net type=MX: Host not found, try again",
      ),
      "@400000006920d70a1dcd6500 delivery 12: deferral: CNAME_lookup_failed_temporarily._(#4.4.3)/",
    ],
  },
  {
    name: "mail-loop",
    topic: "delivery",
    title: "The mail goes round in circles",
    meaning: "The MTA would hand the message to itself, or it has passed too many servers.",
    causes: [
      "The domain's MX is this machine, but the domain is not in mydestination, virtual_mailbox_domains or the like.",
      "Two servers each think that the other is the last.",
      "A forwarding that leads back.",
    ],
    checks: ["postconf mydestination virtual_mailbox_domains relay_domains; is the domain in exactly one?"],
    places: ["domains"],
    matches: [
      {
        events: notDelivered,
        says: ["mail for {} loops back to myself", "{}too many hops{}", "mail forwarding loop for {}"],
      },
    ],
    samples: [nowhere("bounced", "5.4.6", "mail for example.net loops back to myself")],
  },
  {
    name: "mail-store-full",
    topic: "delivery",
    title: "The server that keeps the mail has no room",
    meaning: "Its disk is full (4.3.1). The mail waits in the MTA's queue.",
    causes: ["The disk of the data directory, or of the queue, is full."],
    checks: ["df -h and df -i on that machine."],
    places: ["diagnostics"],
    matches: [{ events: notDelivered, dsn: ["4.3.1"] }],
    samples: [
      lmtp(
        "deferred",
        "4.3.1",
        "host 127.0.0.1[127.0.0.1] said: 452 4.3.1 The disk is full (in reply to end of DATA command)",
      ),
    ],
  },
  {
    name: "mail-store-trouble",
    topic: "delivery",
    title: "The server that keeps the mail has trouble for now",
    meaning:
      "It said that it cannot take the message at this moment (4.3.0, 4.3.2). Nothing is lost: it is tried again.",
    causes: ["It is being restarted or overloaded.", "Its database has trouble.", "Too many connections at once."],
    checks: [
      "Its own log at that moment.",
      "postconf lmtp_destination_concurrency_limit against the limit of LMTP connections.",
    ],
    places: ["diagnostics", "limits"],
    matches: [{ events: notDelivered, dsn: ["4.3."] }],
    samples: [
      lmtp(
        "deferred",
        "4.3.2",
        "host 127.0.0.1[127.0.0.1] refused to talk to me: 421 4.3.2 mail.example.org has too many connections; try again in a moment",
      ),
    ],
  },
  {
    name: "queue-file-trouble",
    topic: "delivery",
    title: "The MTA cannot write its queue",
    meaning: "Messages cannot be taken or moved on; senders are told to try again.",
    causes: [
      "The disk or its inodes are full.",
      "Permissions of the queue folder were changed (postfix set-permissions mends them).",
      "The file system is read-only or damaged.",
    ],
    checks: ["df -h and df -i of the queue's disk; postfix check"],
    places: ["diagnostics"],
    matches: [
      {
        programs: ["postfix"],
        events: ["trouble", "notice"],
        says: [
          "queue file write error",
          "{}: error writing queue file{}",
          "mail_queue_enter: create file {}",
          "open active {}",
          "write queue file: {}",
          "{}: write queue file: {}",
        ],
      },
      { programs: ["postfix"], events: ["delivery-deferred", "mail-refused"], says: ["{}queue file write error{}"] },
      { programs: ["qmail", "splogger"], events: ["trouble"] },
      { programs: ["exim"], events: ["notice"], says: ["Spool file is locked{}"] },
    ],
    samples: [
      "Nov 21 20:48:50 mail postfix/cleanup[812]: warning: mail_queue_enter: create file maildrop/812.1: Permission denied",
      "@400000006920d70a1dcd6500 warning: trouble opening remote/0/93855; will try again later",
    ],
  },
];
