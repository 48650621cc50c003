import type { FailureReason } from "../../sign-in-failure/schema.ts";
import type { Knowledge, Match } from "../schema.ts";

/** Lines of our own log that say so. */
function ofPopdesk(
  ...says: (FailureReason | "a network is kept out for its guesses" | "connection refused: its network is kept out")[]
): Match {
  return {
    programs: ["popdesk"],
    events: ["sign-in-failed", "sign-in-refused", "sign-in-trouble", "maildrop-locked"],
    says,
  };
}

/** What Popdesk answers to somebody who wants to sign in. */
export const signInAnswers: readonly Knowledge[] = [
  {
    name: "wrong-password",
    topic: "answers",
    title: "The address or the password is wrong",
    meaning:
      "The sign-in was refused with [AUTH]. The client is told the same for an address that nobody has, so that nobody can find out who has an account here; Explain a sign-in says which it was.",
    causes: [
      "The password was changed, and this device still has the old one stored.",
      "The user name is not the full address, or is misspelled.",
      "Somebody is guessing passwords: many addresses or many attempts from one network.",
    ],
    checks: [
      "Explain the sign-in: it says whether the account exists and what was wrong.",
      "Type the password anew on the device; the user name is the full address.",
      "If many addresses fail from one network, leave it to sign-in protection, or block it.",
    ],
    places: ["explain-sign-in", "account", "protection"],
    answers: ["the address or the password is wrong"],
    matches: [
      ofPopdesk(
        "wrong-password",
        "unknown-account",
        "no-password",
        "app-password-revoked",
        "not-in-directory",
        "several-in-directory",
      ),
    ],
    samples: ["-ERR [AUTH] the address or the password is wrong; closing after 5 refused sign-ins"],
  },
  {
    name: "sign-in-off",
    topic: "answers",
    title: "POP3 sign-in is switched off for this account",
    meaning: "The password is right, and the account's switch for POP3 says no. Mail still arrives.",
    causes: ["An administrator switched it off.", "The account or its domain is switched off."],
    checks: ["Open the account and see the switch “may sign in by POP3”; the audit log says who turned it off."],
    places: ["explain-sign-in", "account"],
    answers: ["signing in to this account by POP3 is switched off; ask your administrator"],
    matches: [ofPopdesk("sign-in-off")],
    samples: ["-ERR [AUTH] signing in to this account by POP3 is switched off; ask your administrator"],
  },
  {
    name: "app-password-over",
    topic: "answers",
    title: "An app password that is over",
    meaning: "The device has an app password whose end has come. It was right once.",
    causes: ["The app password had an end date, and that has passed."],
    checks: ["Make a new app password for the device on the account's page, and type it there."],
    places: ["account", "explain-sign-in"],
    answers: ["this app password is over; ask your administrator for a new one"],
    matches: [ofPopdesk("app-password-over")],
    samples: ["-ERR [AUTH] this app password is over; ask your administrator for a new one"],
  },
  {
    name: "only-app-passwords",
    topic: "answers",
    title: "This account signs in with app passwords only",
    meaning: "The account's own password is right, but mail programs may not use it here.",
    causes: ["A new device was set up with the account's own password."],
    checks: ["Make an app password for the device, or allow the account's own password again."],
    places: ["account", "explain-sign-in"],
    answers: ["this account signs in with app passwords only; ask your administrator for one"],
    matches: [ofPopdesk("only-app-passwords")],
    samples: ["-ERR [AUTH] this account signs in with app passwords only; ask your administrator for one"],
  },
  {
    name: "network-not-allowed",
    topic: "answers",
    title: "Not from an allowed network",
    meaning:
      "The account, its domain or the app password names networks, and the client's address lies in none of them.",
    causes: [
      "The person is somewhere else than usual, such as on a mobile network.",
      "The provider gave the office another address.",
      "Somebody else has the password: the list has just done its work.",
    ],
    checks: ["Compare the client's IP address with the allowed networks of the account, and ask the person."],
    places: ["explain-sign-in", "account"],
    answers: ["signing in to this account is not allowed from your network; ask your administrator"],
    matches: [ofPopdesk("network-not-allowed")],
    samples: ["-ERR [AUTH] signing in to this account is not allowed from your network; ask your administrator"],
  },
  {
    name: "directory-away",
    topic: "answers",
    title: "The directory that knows the password does not answer",
    meaning:
      "The domain's passwords are kept in an LDAP directory or by PAM, which could not be asked. The client hears [SYS/TEMP] and keeps its password.",
    causes: [
      "The directory server is down or cannot be reached from here.",
      "Its certificate has expired, or the password of the user that searches it was changed.",
      "saslauthd does not run.",
    ],
    checks: ["Test the sign-in on the domain's page Passwords: it shows each step.", "Open the directory's own log."],
    places: ["domains", "explain-sign-in"],
    answers: ["what knows your password cannot be asked just now; try again in a minute"],
    matches: [ofPopdesk("source-away")],
    samples: ["-ERR [SYS/TEMP] what knows your password cannot be asked just now; try again in a minute"],
  },
  {
    name: "passwords-busy",
    topic: "answers",
    title: "Too many passwords are being checked",
    meaning: "Each check of a password costs the processor on purpose; beyond a bound the rest is told to try again.",
    causes: ["A flood of guesses from many networks.", "Everybody signs in at once after a restart."],
    checks: ["See whether sign-ins fail from many networks.", "If it goes on without that, the machine is too small."],
    places: ["history", "protection"],
    answers: ["too many passwords are being checked at this moment; try again in a minute"],
    matches: [ofPopdesk("too-many-at-once")],
    samples: ["-ERR [SYS/TEMP] too many passwords are being checked at this moment; try again in a minute"],
  },
  {
    name: "throttled",
    topic: "answers",
    title: "The network has to wait after wrong passwords",
    meaning:
      "After several wrong passwords from one network the next is not looked at until a wait is over, not even a right one. Others elsewhere do not wait.",
    causes: ["A device in the same network goes on trying an old password.", "Somebody in that network is guessing."],
    checks: [
      "Find the device with the old password and mend it there first.",
      "Then forget the wait on the page Explain a sign-in, or let the network in.",
    ],
    places: ["explain-sign-in", "protection"],
    answers: ["too many wrong passwords came from your network; this one was not looked at, try again in {}"],
    matches: [ofPopdesk("throttled")],
    samples: [
      "-ERR [SYS/TEMP] too many wrong passwords came from your network; this one was not looked at, try again in 16 seconds",
    ],
  },
  {
    name: "network-blocked",
    topic: "answers",
    title: "A network is blocked for guessing passwords",
    meaning: "Too many sign-ins were refused from there: it is kept out for a while before anything is said.",
    causes: ["A scanner or a botnet.", "A phone or an office whose devices still try an old password."],
    checks: [
      "See which addresses were tried from there.",
      "Mend the device before lifting the block, else it comes back.",
    ],
    places: ["protection", "explain-sign-in", "history"],
    answers: ["too many wrong passwords came from your network: it is kept out until {} UTC"],
    matches: [ofPopdesk("a network is kept out for its guesses")],
    samples: [
      "-ERR [SYS/TEMP] too many wrong passwords came from your network: it is kept out until 2026-11-22 14:00 UTC",
    ],
  },
  {
    name: "network-kept-out",
    topic: "answers",
    title: "A rule keeps this network out",
    meaning:
      "An administrator's rule refuses the network before anything is said. On a port with TLS first it is closed.",
    causes: ["The rule is meant for it.", "The rule is wider than it was meant to be."],
    checks: ["Open the rule: of several the narrowest network decides.", "Let one address in by a rule of its own."],
    places: ["protection", "explain-sign-in"],
    answers: ["your network is kept out; ask the administrator of this server"],
    matches: [ofPopdesk("connection refused: its network is kept out")],
    samples: ["-ERR [SYS/PERM] your network is kept out; ask the administrator of this server"],
  },
  {
    name: "tls-required",
    topic: "answers",
    title: "No password is taken without TLS",
    meaning:
      "The client wanted to sign in over an unencrypted connection, and policy refuses that before the password is looked at. It should be changed all the same: it has crossed the network readable.",
    causes: [
      "The mail program is set to connection security “None”.",
      "An old device (a scanner, a ticket system) cannot do TLS.",
    ],
    checks: [
      "Set the mail program to SSL/TLS on port 995, or to STARTTLS on port 110.",
      "Where a device cannot, except its account or network for a while on the page of listeners.",
    ],
    places: ["explain-sign-in", "listeners"],
    answers: ["no password is taken over an unencrypted connection: {}"],
    matches: [ofPopdesk("tls-required")],
    samples: [
      "-ERR [AUTH] no password is taken over an unencrypted connection: use port 995 with SSL/TLS in the mail program's account settings",
    ],
  },
  {
    name: "token-refused",
    topic: "answers",
    title: "A sign-in by token (OAuth2) that is not believed",
    meaning: "The token is over, is for another account or audience, or its issuer did not sign it.",
    causes: ["The mail program has an old token.", "Who signed in at the issuer is not who the mail program names."],
    checks: ["Sign in anew in the mail program.", "Compare issuer, audience and address claim under Limits."],
    places: ["explain-sign-in", "limits"],
    answers: ["this sign-in is not for this account, or is over; sign in anew in the mail program"],
    matches: [ofPopdesk("not-believed", "no-address", "for-another", "not-offered")],
    samples: ["-ERR [AUTH] this sign-in is not for this account, or is over; sign in anew in the mail program"],
  },
  {
    name: "issuer-away",
    topic: "answers",
    title: "The issuer of tokens cannot be reached",
    meaning: "Its keys could not be fetched, so no token can be believed. The client hears [SYS/TEMP].",
    causes: ["The identity provider is down.", "This machine cannot reach it: DNS, firewall or its certificate."],
    checks: ["Fetch the issuer's /.well-known/openid-configuration from this machine."],
    places: ["limits", "diagnostics"],
    answers: ["the service that signs you in cannot be reached just now; try again in a minute"],
    matches: [ofPopdesk("issuer-away")],
    samples: ["-ERR [SYS/TEMP] the service that signs you in cannot be reached just now; try again in a minute"],
  },
  {
    name: "for-another-account",
    topic: "answers",
    title: "Signing in for another account",
    meaning: "The client named one account to prove and another to open. Here everybody opens their own.",
    causes: [
      "An “authorization identity” is filled in, in a mail program or in fetchmail.",
      "A master-user login from another server.",
    ],
    checks: ["Empty that field; the user name is the full address of the account to open."],
    places: ["explain-sign-in"],
    answers: ["signing in for another account is not possible here"],
    matches: [ofPopdesk("for-another-account")],
    samples: ["-ERR [AUTH] signing in for another account is not possible here"],
  },
  {
    name: "mechanisms-altered",
    topic: "answers",
    title: "The list of mechanisms was altered on its way",
    meaning:
      "SCRAM can tell that the client was shown other ways to sign in than this server offers: somebody in between opens the connection.",
    causes: ["A virus scanner or a “mail shield” on the client's machine.", "A proxy that ends TLS.", "An attack."],
    checks: ["See on the client which certificate it is shown: it should be this server's."],
    places: ["certificates", "explain-sign-in"],
    answers: [
      "the list of mechanisms was altered on its way to the mail program",
      "this sign-in belongs to another TLS connection{}",
    ],
    matches: [ofPopdesk("mechanisms-altered", "other-tls-connection")],
    samples: ["-ERR [AUTH] the list of mechanisms was altered on its way to the mail program"],
  },
  {
    name: "mechanism-not-offered",
    topic: "answers",
    title: "A way to sign in that is not offered",
    meaning:
      "The client insists on a mechanism that is unknown here or switched off, such as NTLM, CRAM-MD5 or OAuth2.",
    causes: [
      "“Secure authentication”, “encrypted password” or OAuth2 is chosen in the mail program.",
      "SCRAM or sign-in with tokens is switched off here.",
    ],
    checks: ["Set the mail program's authentication to normal password, over TLS."],
    places: ["explain-sign-in", "limits"],
    answers: ["that mechanism is not offered; CAPA lists those that are"],
    matches: [ofPopdesk("mechanism-not-offered", "scram-with-source")],
    samples: ["-ERR that mechanism is not offered; CAPA lists those that are"],
  },
  {
    name: "sasl-conversation",
    topic: "answers",
    title: "The sign-in conversation was not well-formed",
    meaning: "What the client sent within AUTH does not follow the rules of its mechanism. No password was checked.",
    causes: [
      "A faulty or very old mail program.",
      "A scanner that tries things out.",
      "A proxy that changes what is said.",
    ],
    checks: [
      "Look at the session's trace for what was said.",
      "Try another authentication method in the mail program.",
    ],
    places: ["history", "explain-sign-in"],
    answers: ["AUTH: {}", "sign-in cancelled", "that is no message with a bearer token"],
    samples: ["-ERR AUTH: the response is not base64", "-ERR sign-in cancelled"],
  },
  {
    name: "login-delay",
    topic: "answers",
    title: "Too soon after the last sign-in ([LOGIN-DELAY])",
    meaning:
      "A rule asks for a pause between two sign-ins to the same account. The mail is safe; the client tries again.",
    causes: ["The mail program looks for mail more often than allowed.", "Two devices share the account."],
    checks: [
      "Set the mail program to look less often.",
      "See which devices sign in; lower LOGIN-DELAY if it is too strict.",
    ],
    places: ["history", "retention", "limits"],
    answers: ["it is too soon after the last sign-in to this account; wait {} seconds"],
    matches: [ofPopdesk("login-delay")],
    samples: ["-ERR [LOGIN-DELAY] it is too soon after the last sign-in to this account; wait 40 seconds"],
  },
  {
    name: "in-use",
    topic: "answers",
    title: "The maildrop is open in another session ([IN-USE])",
    meaning:
      "POP3 lets one session into a maildrop at a time (RFC 1939). The password is right; mail programs show this as “mailbox locked” or, wrongly, as a failed password.",
    causes: [
      "Another device is downloading at this moment.",
      "A session whose client has gone silent has not timed out yet (ten minutes at least).",
      "A large download over a slow line.",
    ],
    checks: [
      "See who holds the lock, from where and since when.",
      "Wait for that session, or end it: that removes no mail.",
      "If it happens daily, set the devices to different times.",
    ],
    places: ["locks", "sessions", "explain-sign-in"],
    answers: [
      "this maildrop is open in another session{}; close that one, or wait until it ends",
      "this maildrop was open in another session until just now; sign in again",
    ],
    matches: [ofPopdesk("in-use")],
    samples: [
      "-ERR [IN-USE] this maildrop is open in another session from 192.0.2.7 since 2026-11-21 20:48 UTC; close that one, or wait until it ends",
      "-ERR [IN-USE] this maildrop was open in another session until just now; sign in again",
    ],
  },
];
