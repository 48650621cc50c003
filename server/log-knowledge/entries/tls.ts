import type { EventName } from "../../mail-log/schema.ts";
import type { Knowledge } from "../schema.ts";

const handshakes: readonly EventName[] = ["tls-failed", "disconnected-early", "trouble", "notice", "unreachable"];

const dovecot = (words: string) =>
  `Nov 21 20:48:55 mail dovecot: pop3-login: Disconnected (no auth attempts in 0 secs): user=<>, rip=192.0.2.7, lip=198.51.100.2, TLS handshaking: SSL_accept() failed: error:0A000102:SSL routines::${words}, session=<wz3hB1xE5qfAAAIH>`;
const popdesk = (words: string) =>
  `{"level":30,"time":"2026-11-21T20:48:55.120Z","pid":4711,"name":"pop3","event":"handshake-failed","sessionId":"0mi8h5q2f3k9d7x1a","remoteIp":"192.0.2.7","reason":"Error: 004E8A5A7F7F0000:error:0A0000C1:SSL routines:tls_post_process_client_hello:${words}:../deps/openssl/openssl/ssl/statem/statem_srvr.c:2220:\\n","msg":"TLS handshake failed"}`;
/** Words of OpenSSL, wherever they stand in its error. */
const anywhere = (...words: string[]) => words.flatMap((each) => [`{}${each}`, `{}${each}:{}`, `{}${each},{}`]);

/** Handshakes that this side gave up, or that never came about. */
export const tlsTroubles: readonly Knowledge[] = [
  {
    name: "tls-no-shared-cipher",
    topic: "tls",
    title: "No cipher in common",
    meaning: "Of the ciphers that the client offers none is allowed here, or none fits the certificate's key.",
    causes: [
      "An old mail program or device (RC4, 3DES, SSLv3).",
      "Only an ECDSA certificate is served, and the client knows RSA only.",
      "A scanner that tries out single ciphers.",
    ],
    checks: [
      "See which client it is; update it.",
      "The cipher profile “intermediate” serves more clients than “modern”.",
      "For a device that cannot be updated: a listener of its own with old TLS.",
    ],
    places: ["certificates", "listeners"],
    matches: [
      {
        events: handshakes,
        says: anywhere("no shared cipher", "no ciphers available", "no suitable signature algorithm"),
      },
    ],
    samples: [dovecot("no shared cipher"), popdesk("no shared cipher")],
  },
  {
    name: "tls-unsupported-protocol",
    topic: "tls",
    title: "The client's TLS is too old",
    meaning: "The newest version that the client offers is older than the least that is allowed here.",
    causes: [
      "A mail program or system of before 2014 (TLS 1.0 only), or a printer.",
      "A scanner that asks whether old TLS is still on.",
    ],
    checks: [
      "Update the client; on Windows 7 and 8 TLS 1.2 has to be switched on for Outlook.",
      "For a device that cannot: allow old TLS on one listener, for its network only.",
    ],
    places: ["certificates", "listeners"],
    matches: [
      {
        events: handshakes,
        says: anywhere("unsupported protocol", "version too low", "legacy sigalg disallowed or unsupported"),
      },
    ],
    samples: [dovecot("unsupported protocol"), popdesk("unsupported protocol")],
  },
  {
    name: "tls-wrong-version-number",
    topic: "tls",
    title: "No TLS where TLS comes first",
    meaning: "The first octets are no TLS: the client speaks in the clear on a port that begins with TLS.",
    causes: [
      "Connection security “None” or “STARTTLS” is set together with port 995.",
      "A scanner, or another protocol at this port.",
      "A proxy sends the PROXY protocol, and the listener does not expect it.",
    ],
    checks: [
      "Set SSL/TLS with port 995, or STARTTLS with port 110.",
      "Behind HAProxy: mark the listener as one that expects the PROXY header.",
    ],
    places: ["listeners"],
    matches: [
      {
        events: handshakes,
        says: anywhere(
          "wrong version number",
          "unknown protocol",
          "packet length too long",
          "bad record type",
          "record layer failure",
        ),
      },
    ],
    samples: [dovecot("wrong version number"), popdesk("wrong version number")],
  },
  {
    name: "tls-http-request",
    topic: "tls",
    title: "A browser at a mail port",
    meaning: "The first octets are an HTTP request.",
    causes: [
      "A scanner that asks every port for a web page.",
      "Somebody typed the port into a browser.",
      "A wrong health check of a load balancer.",
    ],
    checks: ["Nothing to do for a single one; block the network if it goes on."],
    places: ["protection"],
    matches: [{ events: handshakes, says: anywhere("http request", "https proxy request") }],
    samples: [dovecot("http request"), popdesk("http request")],
  },
  {
    name: "tls-verify-failed",
    topic: "tls",
    title: "The other server's certificate cannot be verified",
    meaning: "This side was the client, and did not trust the certificate it was shown.",
    causes: [
      "A self-signed or expired certificate there.",
      "Its chain is not whole, or its authority is not known here.",
      "This machine's clock is wrong.",
    ],
    checks: ["openssl s_client -connect HOST:PORT shows what is served."],
    places: ["diagnostics"],
    matches: [{ events: handshakes, says: anywhere("certificate verify failed") }],
    samples: [
      "Nov 21 20:48:50 mail postfix/smtp[812]: warning: TLS library problem: error:0A000086:SSL routines::certificate verify failed:../ssl/statem/statem_clnt.c:1889:",
    ],
  },
  {
    name: "tls-weak-key",
    topic: "tls",
    title: "A key or signature that is too weak",
    meaning:
      "OpenSSL refuses the certificate or the key exchange because it is too short or its signature is old (SHA-1).",
    causes: ["A certificate with an RSA key below 2048 bits or a SHA-1 signature.", "Short Diffie-Hellman parameters."],
    checks: ["Make a new certificate; take away ssl_dh files of old installations."],
    places: ["certificates"],
    matches: [
      {
        events: handshakes,
        says: anywhere("ca md too weak", "ee key too small", "dh key too small", "ca key too small"),
      },
    ],
    samples: [dovecot("dh key too small")],
  },
  {
    name: "tls-cut-off",
    topic: "tls",
    title: "The connection ended during the TLS handshake",
    meaning: "The client left before TLS was agreed on, without a word why. No password was sent.",
    causes: [
      "A scanner or a health check that only looks whether the port is open.",
      "The client did not like the certificate and simply hung up.",
      "A firewall or virus scanner in between.",
    ],
    checks: [
      "One address, often: look who it is. A load balancer's health check is harmless.",
      "A person who cannot read mail: let Diagnostics show the certificate as a client sees it.",
    ],
    places: ["certificates", "diagnostics", "explain-sign-in"],
    matches: [
      {
        events: ["tls-failed"],
        says: [
          ...anywhere("unexpected eof while reading"),
          "{}ECONNRESET{}",
          "{}onnection reset{}",
          "{}onnection closed{}",
          "lost connection",
          "{}onnection timed out{}",
          "{}disconnected before secure TLS connection was established{}",
          "-1",
          "0",
          "{}Broken pipe{}",
          "{}The TLS connection was non-properly terminated.{}",
        ],
      },
    ],
    samples: [
      dovecot("unexpected eof while reading"),
      "Nov 21 20:48:50 mail postfix/smtpd[812]: SSL_accept error from client.example.net[192.0.2.7]: lost connection",
      '{"level":30,"time":"2026-11-21T20:48:55.120Z","pid":4711,"name":"pop3","event":"handshake-failed","sessionId":"0mi8h5q2f3k9d7x1a","remoteIp":"192.0.2.7","reason":"Error: read ECONNRESET","msg":"TLS handshake failed"}',
    ],
  },
  {
    name: "tls-failed",
    topic: "tls",
    title: "A TLS handshake failed",
    meaning: "Client and server did not come to an encrypted connection. No password was sent.",
    causes: [
      "The client does not accept the certificate.",
      "Client and server have no version or cipher in common.",
      "A scanner.",
    ],
    checks: [
      "Read the reason of the line; look at the lines around it.",
      "Run diagnostics: it connects as a client would.",
    ],
    places: ["certificates", "listeners", "diagnostics"],
    matches: [{ events: ["tls-failed"] }],
    samples: ["Nov 21 20:48:55 mail cyrus/pop3s[4711]: pop3s failed: client.example.net [192.0.2.7]"],
  },
  {
    name: "legacy-tls",
    topic: "tls",
    title: "A client with TLS that is no longer safe",
    meaning: "The listener allows old TLS, and this client needs it. When nobody does any more the switch can go off.",
    causes: ["An old mail program, scanner or printer."],
    checks: ["Find the device by its address and update it; then switch old TLS off on the listener."],
    places: ["listeners", "history"],
    matches: [{ programs: ["popdesk"], events: ["notice"], says: ["a client needs TLS that is no longer safe"] }],
    samples: [
      '{"level":40,"time":"2026-11-21T20:48:55.120Z","pid":4711,"name":"pop3","event":"legacy-tls","sessionId":"0mi8h5q2f3k9d7x1a","remoteIp":"192.0.2.7","listener":"POP3","tls":"TLSv1","cipher":"ECDHE-RSA-AES128-SHA","msg":"a client needs TLS that is no longer safe"}',
    ],
  },
];
