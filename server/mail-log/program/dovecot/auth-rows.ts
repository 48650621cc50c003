import type { Entry } from "../../entry.ts";
import { type Row, rowsOf } from "../../pattern/row.ts";

const bob = {
  account: "bob@example.org",
  remoteIp: "192.0.2.7",
  sessionId: "wz3hB1xE5qfAAAIH",
  service: "auth",
} as const;
const failed = (reason: string): Row["gives"] => ({ ...bob, reason });

/** What auth says behind "backend(name,address,<session>): ", which `takeLookup` has read. */
const list: Row[] = [
  row("unknown user{}", "sign-in-failed", "passwd-file", "unknown user", "unknown user"),
  row("Unknown user{}", "sign-in-failed", "ldap", "Unknown user", "Unknown user"),
  row("User unknown{}", "sign-in-failed", "static", "User unknown", "User unknown"),
  row(
    "Password mismatch{}",
    "sign-in-failed",
    "sql",
    "Password mismatch (SHA1 of given password: 8cb2237d)",
    "Password mismatch",
  ),
  row("password mismatch{}", "sign-in-failed", "shadow", "password mismatch", "password mismatch"),
  row(
    "invalid credentials{}",
    "sign-in-failed",
    "ldap",
    "invalid credentials (given password: secret)",
    "invalid credentials",
  ),
  row("Invalid credentials{}", "sign-in-failed", "ldap", "Invalid credentials", "Invalid credentials"),
  row(
    "pam_authenticate() failed: {}",
    "sign-in-failed",
    "pam",
    "pam_authenticate() failed: Authentication failure (Password mismatch?)",
    "pam_authenticate() failed: Authentication failure (Password mismatch?)",
  ),
  row(
    "pam_acct_mgmt() failed: {}",
    "sign-in-failed",
    "pam",
    "pam_acct_mgmt() failed: Authentication token is no longer valid",
    "pam_acct_mgmt() failed: Authentication token is no longer valid",
  ),
  row(
    "allow_nets check failed: {}",
    "sign-in-refused",
    "sql",
    "allow_nets check failed: IP 192.0.2.7 not in allowed networks",
    "allow_nets check failed: IP 192.0.2.7 not in allowed networks",
  ),
  row(
    "Username character disallowed by auth_username_chars: {}",
    "sign-in-failed",
    "login",
    "Username character disallowed by auth_username_chars: 0x2c (username: x)",
    "Username character disallowed by auth_username_chars",
  ),
  row(
    "Invalid base64 data in {}",
    "bad-command",
    "plain",
    "Invalid base64 data in initial response",
    "Invalid base64 data in initial response",
  ),
  row("Login failed{}", "sign-in-failed", "checkpassword", "Login failed (status=1)", "Login failed (status=1)"),
  row(
    "Attempted login with password having illegal chars",
    "sign-in-failed",
    "sql",
    "Attempted login with password having illegal chars",
    "Attempted login with password having illegal chars",
  ),
  row("Password expired{}", "sign-in-failed", "sql", "Password expired", "Password expired"),
  row("Empty password{}", "sign-in-failed", "ldap", "Empty password", "Empty password"),
  row("Authentication failed{}", "sign-in-failed", "oauth2", "Authentication failed", "Authentication failed"),
  row(
    "oauth2 failed: {}",
    "sign-in-failed",
    "oauth2",
    "oauth2 failed: Token is not valid",
    "oauth2 failed: Token is not valid",
  ),
  row(
    "Password query failed: {}",
    "sign-in-trouble",
    "sql",
    "Password query failed: Not connected to database",
    "Password query failed: Not connected to database",
  ),
  row(
    "Password data is not valid for scheme {}",
    "sign-in-trouble",
    "passwd-file",
    "Password data is not valid for scheme SHA512-CRYPT: Illegal salt",
    "Password data is not valid for scheme SHA512-CRYPT: Illegal salt",
  ),
  row(
    "Unknown password scheme{}",
    "sign-in-trouble",
    "sql",
    "Unknown password scheme MD6",
    "Unknown password scheme MD6",
  ),
  row(
    "Requested {} scheme, but we have {}",
    "sign-in-failed",
    "passwd-file",
    "Requested CRAM-MD5 scheme, but we have only SHA512-CRYPT",
    "Requested CRAM-MD5 scheme, but we have only SHA512-CRYPT",
  ),
  row(
    "ldap_bind() failed: {}",
    "sign-in-trouble",
    "ldap",
    "ldap_bind() failed: Can't contact LDAP server",
    "ldap_bind() failed: Can't contact LDAP server",
  ),
];

export const authRows = rowsOf(list);

function row(says: string, event: Row["event"], backend: string, text: string, reason: string): Row {
  return {
    says,
    event,
    result: event === "sign-in-trouble" ? "deferred" : event === "sign-in-refused" ? "refused" : "failed",
    also: keepReason,
    sample: `Nov 21 20:48:54 mail dovecot: auth: ${backend}(bob@example.org,192.0.2.7,<wz3hB1xE5qfAAAIH>): ${text}`,
    gives: failed(reason),
  };
}

/** The words without the password that was tried, which Dovecot adds where it is told to (auth_verbose_passwords), and without a name typed. */
function keepReason(entry: Entry, message: string): undefined {
  const ends = [" (given password: ", " (SHA1 of given password: ", ": 0x"].map((mark) => message.indexOf(mark));
  const end = Math.min(...ends.filter((at) => at > 0), message.length);
  entry.reason = message.slice(0, end);
}
