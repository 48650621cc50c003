import type { Knowledge, PlaceName } from "../schema.ts";

interface Alert {
  readonly number: number;
  /** As RFC 8446 §6.2 (or the RFC that made it) names it. */
  readonly rfcName: string;
  /** As OpenSSL words it behind "sslv3", "tlsv1", "tlsv13" or "ssl/tls". */
  readonly openssl: string;
  /** As GnuTLS does (Debian's Exim). */
  readonly gnutls: string;
  readonly title: string;
  readonly meaning: string;
  readonly causes: readonly string[];
  readonly checks: readonly string[];
  readonly places?: readonly PlaceName[];
}

const programTrust =
  "See which name is typed in the mail program, and whether the certificate has it; compare with what Diagnostics is shown.";

/** Alerts that stand in logs came from the other side: it ended the handshake and says why, with a number. */
const alerts: readonly Alert[] = [
  {
    number: 10,
    rfcName: "unexpected_message",
    openssl: "alert unexpected message",
    gnutls: "Unexpected message",
    title: "the other side heard something out of order",
    meaning: "The client's TLS did not expect what came next.",
    causes: ["A faulty TLS library.", "A scanner or a middlebox that changes the handshake."],
    checks: ["One client alone: update it. Many: see what stands between them and this server."],
  },
  {
    number: 20,
    rfcName: "bad_record_mac",
    openssl: "alert bad record mac",
    gnutls: "Bad record MAC",
    title: "what was encrypted arrived altered",
    meaning: "A record did not pass its check on the client's side.",
    causes: ["A middlebox (virus scanner, firewall) that changes traffic.", "Faulty hardware or memory on the way."],
    checks: ["Try from another network; switch “mail scanning” off on the client."],
  },
  {
    number: 40,
    rfcName: "handshake_failure",
    openssl: "alert handshake failure",
    gnutls: "Handshake failed",
    title: "nothing in common",
    meaning: "The client found no way to go on: no cipher, curve or signature that both know.",
    causes: [
      "An old mail program or device that knows only ciphers that are off here.",
      "The certificate's key is of a kind the client does not know, such as ECDSA.",
      "A scanner that tries out single ciphers.",
    ],
    checks: [
      "See which client it is by its address; update it.",
      "For a device that cannot be updated: a listener of its own with old TLS, or an RSA certificate beside.",
    ],
    places: ["certificates", "listeners"],
  },
  {
    number: 42,
    rfcName: "bad_certificate",
    openssl: "alert bad certificate",
    gnutls: "Certificate is bad",
    title: "the client does not accept the certificate",
    meaning: "The mail program ended the connection because of this server's certificate. No password was sent.",
    causes: [
      "The certificate is self-signed, and nobody has accepted it in the mail program.",
      "It was made for another name than the one typed in the mail program.",
      "It has expired, or the chain to its authority is not whole.",
    ],
    checks: [programTrust, "Use a certificate of a public authority (ACME does it by itself)."],
    places: ["certificates", "diagnostics"],
  },
  {
    number: 43,
    rfcName: "unsupported_certificate",
    openssl: "alert unsupported certificate",
    gnutls: "Certificate is not supported",
    title: "a kind of certificate the client does not know",
    meaning: "The client cannot use this certificate's key or signature.",
    causes: [
      "An old client and an ECDSA or Ed25519 key.",
      "The certificate's extended key usage lacks “server authentication”.",
    ],
    checks: ["Serve an RSA certificate too.", programTrust],
    places: ["certificates"],
  },
  {
    number: 44,
    rfcName: "certificate_revoked",
    openssl: "alert certificate revoked",
    gnutls: "Certificate was revoked",
    title: "the certificate was revoked",
    meaning: "The client asked its authority, which has taken the certificate back.",
    causes: [
      "The certificate was revoked after a renewal or because its key was lost.",
      "An authority was distrusted.",
    ],
    checks: ["Get a new certificate with a new key."],
    places: ["certificates"],
  },
  {
    number: 45,
    rfcName: "certificate_expired",
    openssl: "alert certificate expired",
    gnutls: "Certificate is expired",
    title: "the certificate is out of date",
    meaning: "By the client's clock the certificate is not valid now.",
    causes: [
      "The certificate has expired, or a renewed one is not the one that is served.",
      "An intermediate certificate in the chain has expired.",
      "The client's clock is wrong.",
    ],
    checks: ["Compare the certificate that is stored with the one that is served.", "See the client's date."],
    places: ["certificates", "diagnostics"],
  },
  {
    number: 46,
    rfcName: "certificate_unknown",
    openssl: "alert certificate unknown",
    gnutls: "Unknown certificate",
    title: "the client does not accept the certificate, without a nearer reason",
    meaning: "Apple Mail and others say this when their user has not trusted the certificate.",
    causes: [
      "The certificate is self-signed or of an authority of one's own.",
      "It lacks the name typed in the mail program.",
      "The user pressed Cancel when asked.",
    ],
    checks: [programTrust, "Use a certificate of a public authority."],
    places: ["certificates", "diagnostics"],
  },
  {
    number: 47,
    rfcName: "illegal_parameter",
    openssl: "alert illegal parameter",
    gnutls: "Illegal parameter",
    title: "a value in the handshake that may not be",
    meaning: "The client found a field out of range or at odds with others.",
    causes: ["A faulty TLS library on one side.", "A middlebox that changes the handshake.", "A scanner."],
    checks: ["One client alone: update it."],
  },
  {
    number: 48,
    rfcName: "unknown_ca",
    openssl: "alert unknown ca",
    gnutls: "CA is unknown",
    title: "the client does not know who signed the certificate",
    meaning: "The chain does not lead to an authority that the client trusts.",
    causes: [
      "The intermediate certificate is missing in what is served.",
      "The certificate is self-signed or of an authority of one's own.",
      "The client's list of authorities is old.",
    ],
    checks: [
      "See whether the chain is whole on the page of certificates.",
      "Where the authority is one's own: install it on the client.",
    ],
    places: ["certificates", "diagnostics"],
  },
  {
    number: 49,
    rfcName: "access_denied",
    openssl: "alert access denied",
    gnutls: "Access was denied",
    title: "the certificate was valid, and access refused",
    meaning: "A rule on the other side says no, whatever the certificate.",
    causes: ["A policy of a proxy or of the client's organisation."],
    checks: ["Ask who runs the other side."],
  },
  {
    number: 50,
    rfcName: "decode_error",
    openssl: "alert decode error",
    gnutls: "Decode error",
    title: "a message that could not be read",
    meaning: "The client could not take a handshake message apart.",
    causes: ["A faulty TLS library.", "A middlebox that cuts the handshake, such as one with a low MTU.", "A scanner."],
    checks: ["Try from another network; update the client."],
  },
  {
    number: 51,
    rfcName: "decrypt_error",
    openssl: "alert decrypt error",
    gnutls: "Decrypt error",
    title: "a signature or check of the handshake failed",
    meaning: "The client could not verify what was signed or encrypted in the handshake.",
    causes: ["Key and certificate do not belong together.", "A middlebox in between.", "A faulty TLS library."],
    checks: ["Upload certificate and key again: they are checked together.", "Try from another network."],
    places: ["certificates"],
  },
  {
    number: 70,
    rfcName: "protocol_version",
    openssl: "alert protocol version",
    gnutls: "Error in protocol version",
    title: "no TLS version in common",
    meaning: "The client knows the version that was chosen, but will not use it.",
    causes: ["A client that allows only newer or only older TLS than this server.", "A scanner trying out versions."],
    checks: ["Update the client.", "See the least version under TLS; old TLS can be allowed for one listener."],
    places: ["certificates", "listeners"],
  },
  {
    number: 71,
    rfcName: "insufficient_security",
    openssl: "alert insufficient security",
    gnutls: "Insufficient security",
    title: "the other side asks for stronger ciphers",
    meaning: "What both know is too weak for the client's policy.",
    causes: [
      "The client's policy is strict, and this listener allows old TLS only.",
      "A key that is too short (RSA of 1024 bits).",
    ],
    checks: ["See the cipher profile and the certificate's key."],
    places: ["certificates", "listeners"],
  },
  {
    number: 80,
    rfcName: "internal_error",
    openssl: "alert internal error",
    gnutls: "Internal error",
    title: "the other side failed in itself",
    meaning: "Something went wrong within the other side's TLS, or it has no certificate for the name asked for.",
    causes: ["A fault on the other side.", "For a server that was asked: no certificate for that name."],
    checks: ["See the other side's own log."],
  },
  {
    number: 86,
    rfcName: "inappropriate_fallback",
    openssl: "alert inappropriate fallback",
    gnutls: "Inappropriate fallback",
    title: "an older version was tried without need",
    meaning:
      "The client came back with an older TLS after a failed try, and says so; that is refused, as an attacker could force it (RFC 7507).",
    causes: ["An earlier handshake failed, such as by a bad connection.", "A middlebox that breaks newer TLS."],
    checks: ["Find why the first handshake failed: it stands just before in the log."],
  },
  {
    number: 90,
    rfcName: "user_canceled",
    openssl: "alert user cancelled",
    gnutls: "User canceled",
    title: "somebody pressed Cancel",
    meaning: "The handshake was given up for a reason that has nothing to do with TLS.",
    causes: ["The person was asked about the certificate and declined.", "The mail program was closed."],
    checks: ["If it comes again and again: use a certificate that mail programs trust."],
    places: ["certificates"],
  },
  {
    number: 109,
    rfcName: "missing_extension",
    openssl: "alert missing extension",
    gnutls: "An extension was expected but was not seen",
    title: "an extension is missing",
    meaning: "TLS 1.3 needs something that was not sent.",
    causes: ["A faulty or half-finished TLS library.", "A scanner."],
    checks: ["Update the client."],
  },
  {
    number: 112,
    rfcName: "unrecognized_name",
    openssl: "unrecognized name",
    gnutls: "The server name sent was not recognized",
    title: "a name that is not served there",
    meaning: "The name asked for (SNI) is none that the server has a certificate for.",
    causes: [
      "The mail program uses another host name than the certificates have.",
      "A reverse proxy passes on by name, and does not know this one.",
    ],
    checks: [programTrust, "Add a certificate for the name, or type another in the mail program."],
    places: ["certificates"],
  },
  {
    number: 116,
    rfcName: "certificate_required",
    openssl: "alert certificate required",
    gnutls: "Certificate is required",
    title: "a client certificate is required",
    meaning: "The server that was asked wants the client to show a certificate of its own.",
    causes: ["A server set to mutual TLS (Dovecot: ssl_verify_client_cert).", "The wrong port."],
    checks: ["See that server's configuration. Popdesk never asks clients for a certificate."],
  },
  {
    number: 120,
    rfcName: "no_application_protocol",
    openssl: "alert no application protocol",
    gnutls: "No supported application protocol could be negotiated",
    title: "no protocol in common (ALPN)",
    meaning: "Client and server could not agree on what is spoken inside TLS.",
    causes: ["A browser or a web client at a mail port.", "A proxy that insists on HTTP/2."],
    checks: ["See whether the port is the right one in the client."],
    places: ["listeners"],
  },
];

export const tlsAlerts: readonly Knowledge[] = alerts.map(
  ({ number, rfcName, openssl, gnutls, title, meaning, causes, checks, places = ["certificates"] }) => ({
    name: `tls-alert-${number}`,
    topic: "tls",
    title: `TLS alert ${number} (${rfcName}): ${title}`,
    meaning,
    causes,
    checks,
    places,
    matches: [
      {
        events: ["tls-failed", "disconnected-early", "trouble", "unreachable", "notice"],
        says: [
          `{}${openssl}`,
          `{}${openssl}:{}`,
          `{}SSL alert number ${number}`,
          `{}SSL alert number ${number}:{}`,
          `{}TLS fatal alert has been received.: ${gnutls}`,
          `{}TLS fatal alert has been received: ${gnutls}`,
        ],
      },
    ],
    samples: [
      `Nov 21 20:48:55 mail dovecot: pop3-login: Disconnected (no auth attempts in 0 secs): user=<>, rip=192.0.2.7, lip=198.51.100.2, TLS handshaking: SSL_accept() failed: error:0A000412:SSL routines::${opensslPrefix(number)} ${openssl}: SSL alert number ${number}, session=<wz3hB1xE5qfAAAIH>`,
      `Nov 21 20:48:50 mail postfix/smtpd[812]: warning: TLS library problem: error:0A000412:SSL routines::${opensslPrefix(number)} ${openssl}:../ssl/record/rec_layer_s3.c:1584:SSL alert number ${number}:`,
      `Nov 21 20:48:55 mail pop3d-ssl: couriertls: accept: error:0A000412:SSL routines::${opensslPrefix(number)} ${openssl}`,
      `{"level":30,"time":"2026-11-21T20:48:55.120Z","pid":4711,"name":"pop3","event":"handshake-failed","sessionId":"0mi8h5q2f3k9d7x1a","remoteIp":"192.0.2.7","reason":"Error: 004E8A5A7F7F0000:error:0A000412:SSL routines:ssl3_read_bytes:ssl/tls ${openssl}:../deps/openssl/openssl/ssl/record/rec_layer_s3.c:1605:SSL alert number ${number}:\\n","msg":"TLS handshake failed"}`,
      `2026-11-21 20:48:55 TLS error on connection from client.example.net (helo) [192.0.2.7]:41822 (gnutls_handshake): A TLS fatal alert has been received.: ${gnutls}`,
    ],
  }),
);

function opensslPrefix(number: number): string {
  if (number >= 109 && number !== 112 && number !== 120) return "tlsv13";
  return number >= 48 ? "tlsv1" : "sslv3";
}
