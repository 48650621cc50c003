import type { EventName } from "../../mail-log/schema.ts";
import type { Knowledge } from "../schema.ts";

const auth = (text: string) =>
  `Nov 21 20:48:54 mail dovecot: auth: sql(bob@example.org,192.0.2.7,<wz3hB1xE5qfAAAIH>): ${text}`;
const login = (text: string) =>
  `Nov 21 20:48:55 mail dovecot: pop3-login: ${text}: user=<>, rip=192.0.2.7, lip=198.51.100.2, session=<wz3hB1xE5qfAAAIH>`;
const failed: readonly EventName[] = ["sign-in-failed"];
const anyRefusal: readonly EventName[] = ["sign-in-failed", "sign-in-refused", "sign-in-trouble", "disconnected-early"];

/** What lines of any program say of signing in, the nearer ones first. */
export const signInLines: readonly Knowledge[] = [
  {
    name: "plaintext-disallowed",
    topic: "sign-in",
    title: "Sign-in without TLS is not allowed",
    meaning:
      "The server takes no readable password over an unencrypted connection (Dovecot: disable_plaintext_auth, since 2.4 auth_allow_cleartext).",
    causes: [
      "Connection security in the mail program is “None”.",
      "A web mail on another machine connects without TLS.",
    ],
    checks: ["Set SSL/TLS on port 995, or STARTTLS on port 110.", "The password has crossed the network: change it."],
    places: ["explain-sign-in", "listeners"],
    answers: [
      "Plaintext authentication disallowed on non-secure (SSL/TLS) connections.",
      "Cleartext authentication disallowed on non-secure (SSL/TLS) connections.",
    ],
    matches: [
      {
        programs: ["dovecot"],
        events: ["sign-in-refused"],
        says: [
          "{}(tried to use disallowed plaintext auth){}",
          "{}(cleartext authentication disabled){}",
          "{}disallowed {}auth{}",
        ],
      },
    ],
    samples: [
      login("Aborted login (tried to use disallowed plaintext auth)"),
      "-ERR [AUTH] Plaintext authentication disallowed on non-secure (SSL/TLS) connections.",
    ],
  },
  {
    name: "unknown-user",
    topic: "sign-in",
    title: "There is no such user",
    meaning: "Nobody has this name on that server. The client is told the same as for a wrong password.",
    causes: [
      "The user name is not what the server expects: full address or local part.",
      "A misspelled or removed account.",
      "Somebody trying out names.",
    ],
    checks: ["Compare the name in the line with the list of accounts.", "Many names from one address: block it."],
    places: ["explain-sign-in", "accounts", "protection"],
    matches: [
      {
        programs: ["dovecot"],
        events: failed,
        says: ["unknown user{}", "Unknown user{}", "User unknown{}"],
      },
      { programs: ["spop3d", "solid-pop3d"], events: failed, says: ["no such user"] },
      { programs: ["cyrus", "pop3"], events: failed, says: ["invalid user", "{}user not found{}"] },
      { programs: ["sendmail", "sm-"], events: failed, says: ["user not found{}"] },
    ],
    samples: [
      auth("unknown user"),
      "Nov 21 20:48:55 mail spop3d[4711]: authentication failed: no such user: bob - 192.0.2.7",
    ],
  },
  {
    name: "account-expired",
    topic: "sign-in",
    title: "Password or account has expired, or is switched off",
    meaning: "The name is known, and the server's rules let it in no more.",
    causes: ["The password has to be changed (PAM, LDAP).", "The account was switched off."],
    checks: ["chage -l NAME for system users; the directory's own tool for LDAP."],
    places: ["explain-sign-in", "account"],
    matches: [
      {
        programs: ["dovecot"],
        events: anyRefusal,
        says: [
          "Password expired{}",
          "pam_acct_mgmt() failed: {}",
          "{}user disabled{}",
          "{}password expired{}",
          "User login is disabled{}",
        ],
      },
      { programs: ["vpopmail", "vchkpw"], events: ["sign-in-refused"] },
    ],
    samples: [
      auth("Password expired"),
      "Nov 21 20:48:54 mail dovecot: auth: pam(bob@example.org,192.0.2.7,<wz3hB1xE5qfAAAIH>): pam_acct_mgmt() failed: Authentication token is no longer valid",
    ],
  },
  {
    name: "address-not-allowed",
    topic: "sign-in",
    title: "Not from an allowed network",
    meaning: "The account may sign in from certain networks only (Dovecot: allow_nets; TCP wrappers).",
    causes: ["The person is somewhere else than usual.", "The list was not kept up."],
    checks: ["Compare the address with the list; ask the person."],
    places: ["explain-sign-in", "account"],
    matches: [
      { programs: ["dovecot"], events: ["sign-in-refused"], says: ["allow_nets check failed: {}"] },
      { programs: ["gnu-pop3d", "pop3d"], events: ["sign-in-refused"], says: [""] },
    ],
    samples: [
      auth("allow_nets check failed: IP 192.0.2.7 not in allowed networks"),
      "Nov 21 20:48:55 mail gnu-pop3d[4711]: access from 192.0.2.7 blocked by TCP wrappers",
    ],
  },
  {
    name: "mechanism-and-stored-password",
    topic: "sign-in",
    title: "The mechanism needs another form of the stored password",
    meaning:
      "Challenge mechanisms (CRAM-MD5, DIGEST-MD5, SCRAM) need the password stored in a form of their own; with another hash they can never succeed, whatever is typed.",
    causes: ["The mail program prefers CRAM-MD5 because the server offers it."],
    checks: [
      "Offer PLAIN and LOGIN only, over TLS (Dovecot: auth_mechanisms), or set the mail program to normal password.",
    ],
    places: ["explain-sign-in"],
    matches: [{ programs: ["dovecot"], events: failed, says: ["Requested {} scheme, but we have {}"] }],
    samples: [auth("Requested CRAM-MD5 scheme, but we have only SHA512-CRYPT")],
  },
  {
    name: "mechanism-unsupported",
    topic: "sign-in",
    title: "The client asks for a mechanism that is not offered",
    meaning: "No password was looked at.",
    causes: ["“Encrypted password” or NTLM is chosen in the mail program.", "A scanner that tries mechanisms."],
    checks: ["Set the mail program to normal password, over TLS."],
    places: ["explain-sign-in"],
    matches: [
      {
        programs: ["dovecot"],
        events: ["sign-in-refused"],
        says: ["Unsupported authentication mechanism{}", "{}(tried to use unsupported auth mechanism){}"],
      },
    ],
    samples: [
      "Nov 21 20:48:55 mail dovecot: pop3-login: Authenticate CRAM-MD5 failed: Unsupported authentication mechanism.: user=<>, method=CRAM-MD5, rip=192.0.2.7, lip=198.51.100.2, TLS, session=<nQ3hB1xEyqfAAAIH>",
    ],
  },
  {
    name: "stored-password-unusable",
    topic: "sign-in",
    title: "The stored password cannot be used",
    meaning:
      "What stands in the password file or database is no hash that the server understands. Nobody can sign in with it.",
    causes: [
      "A wrong {SCHEME} prefix, or a default scheme that does not fit.",
      "A hash that was cut off, such as by a column that is too short.",
    ],
    checks: ["doveadm pw -t 'HASH'; see default_pass_scheme.", "Set the password anew."],
    places: ["account"],
    matches: [
      {
        programs: ["dovecot"],
        events: ["sign-in-trouble"],
        says: ["Password data is not valid for scheme {}", "Unknown password scheme{}"],
      },
    ],
    samples: [
      auth("Password data is not valid for scheme SHA512-CRYPT: Illegal salt"),
      auth("Unknown password scheme MD6"),
    ],
  },
  {
    name: "password-backend-away",
    topic: "sign-in",
    title: "Where passwords are kept cannot be asked",
    meaning:
      "Database, directory or PAM did not answer. Everybody is refused for now; nothing is wrong with the passwords.",
    causes: [
      "The database or LDAP server is down or out of connections.",
      "Its address, password or certificate was changed.",
      "A firewall in between.",
    ],
    checks: [
      "Connect from this machine with the same name and password (psql, mysql, ldapsearch).",
      "That server's own log.",
    ],
    places: ["diagnostics", "domains"],
    matches: [
      {
        programs: ["dovecot"],
        events: ["sign-in-trouble", "trouble"],
        says: [
          "Password query failed: {}",
          "ldap_bind() failed: {}",
          "{}Can't contact LDAP server{}",
          "{}Connect failed to database {}",
          "{}onnection to server {} failed: {}",
          "{}Can't connect to {}MySQL server {}",
        ],
      },
      { programs: ["authdaemond"], events: ["sign-in-trouble"] },
    ],
    samples: [
      auth("Password query failed: Not connected to database"),
      "Nov 21 20:48:55 mail authdaemond: failed to connect to mysql server (server=localhost, userid=mail): Connection refused",
    ],
  },
  {
    name: "auth-process-broken",
    topic: "sign-in",
    title: "Dovecot's auth process does not work",
    meaning: "Sign-ins cannot be checked at all: the process that does it died, hangs or cannot be reached.",
    causes: [
      "A worker died: out of memory (vsz_limit), or a library of PAM or SQL crashed.",
      "The socket auth-login or auth-userdb has other permissions than the login process needs.",
      "PAM is slow, and all workers are busy (auth_worker_max_count).",
    ],
    checks: [
      "Look for lines of “auth:” and “auth-worker” just before it.",
      "doveadm auth test NAME; the kernel's log for “out of memory”.",
    ],
    places: [],
    matches: [
      {
        programs: ["dovecot"],
        events: ["sign-in-trouble", "trouble"],
        says: [
          "{}Auth process broken{}",
          "{}auth process {}",
          "{}temporary failure{}",
          "{}nternal {}ailure{}",
          "{}uth-worker{}",
          "{}uth worker{}",
          "{}orker process died unexpectedly{}",
          "{}auth: Request {}timed out{}",
          "{}connect(auth-userdb) failed: {}",
          "{}auth-master{}",
        ],
      },
    ],
    samples: [
      login("Disconnected: Auth process broken"),
      "Nov 21 20:49:01 mail dovecot: auth: Error: auth-worker: Aborted PASSV request for bob@example.org: Worker process died unexpectedly",
    ],
  },
  {
    name: "sign-in-trouble",
    topic: "sign-in",
    title: "A sign-in could not be checked",
    meaning: "The server itself had trouble: nothing is said of the password.",
    causes: ["Database or directory away.", "A wrong configuration.", "Disk or memory used up."],
    checks: ["Read the lines around it: the cause stands just before."],
    places: ["diagnostics", "explain-sign-in"],
    matches: [{ events: ["sign-in-trouble"] }],
    samples: ["Nov 21 20:48:55 mail gnu-pop3d[4711]: error authenticating user `ann': Temporary failure"],
  },
  {
    name: "postfix-no-mechanisms",
    topic: "sign-in",
    title: "Postfix finds nothing to check passwords with",
    meaning: "SASL is switched on in Postfix, and there is no program or mechanism behind it: nobody can send.",
    causes: [
      "Dovecot's socket private/auth is missing in Postfix's queue folder, or Dovecot does not run.",
      "smtpd_sasl_type and smtpd_sasl_path do not fit together.",
      "Cyrus SASL's modules are not installed.",
    ],
    checks: [
      "postconf smtpd_sasl_type smtpd_sasl_path; ls -l /var/spool/postfix/private/auth",
      "Start Dovecot before Postfix.",
    ],
    places: [],
    matches: [
      {
        programs: ["postfix"],
        says: ["no SASL authentication mechanisms", "SASL: Connect to {} failed: {}", "SASL per-{} failed{}"],
        events: ["trouble", "notice"],
      },
    ],
    samples: [
      "Nov 21 06:00:01 mail postfix/smtpd[812]: fatal: no SASL authentication mechanisms",
      "Nov 21 06:00:01 mail postfix/smtpd[812]: warning: SASL: Connect to private/auth failed: No such file or directory",
    ],
  },
  {
    name: "sign-in-failed",
    topic: "sign-in",
    title: "A wrong password, or a name that nobody has",
    meaning:
      "The sign-in was refused. One or two from a person are a typing error; hundreds from many names are guessing.",
    causes: [
      "An old password is stored on a device.",
      "The user name is not in the form that the server expects.",
      "Somebody is guessing passwords.",
    ],
    checks: ["Explain the sign-in.", "See what else came from that address; block it if it is guessing."],
    places: ["explain-sign-in", "account", "protection"],
    matches: [{ events: ["sign-in-failed"] }],
    samples: [
      auth("Password mismatch"),
      "Nov 21 20:48:55 mail pop3d: LOGIN FAILED, user=ann@example.org, ip=[::ffff:192.0.2.7]",
      "Nov 21 20:48:55 mail vpopmail[4711]: vchkpw-pop3: password fail bob@example.org:192.0.2.7",
      "Nov 21 20:48:51 mail postfix/smtpd[812]: warning: client.example.net[192.0.2.7]: SASL LOGIN authentication failed: authentication failure, sasl_username=bob@example.org",
    ],
  },
  {
    name: "maildrop-locked",
    topic: "sessions",
    title: "Another session has the maildrop",
    meaning: "POP3 lets one session in at a time. The password was right.",
    causes: [
      "Two devices look for mail at the same time.",
      "A session that broke off and has not timed out yet.",
      "A stale lock file (dotlock, .pop3.lock).",
    ],
    checks: [
      "See who holds it. Popdesk: page Locks; elsewhere: ps and the lock file's age.",
      "Set the devices to different times.",
    ],
    places: ["locks", "sessions"],
    matches: [{ events: ["maildrop-locked"] }],
    samples: [
      "Nov 21 20:49:01 mail dovecot: pop3(ann@example.org)<4711><nQ3hB1xEyqfAAAIH>: Couldn't lock POP3 session",
      "Nov 21 20:48:55 mail pop3d: LOCKED, user=ann@example.org, ip=[::ffff:192.0.2.7], port=[41822]",
      "Nov 21 20:48:55 mail cyrus/pop3[4711]: Unable to lock maildrop user.ann: Mailbox is locked by POP server",
    ],
  },
];
