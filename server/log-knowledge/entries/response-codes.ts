import type { Knowledge } from "../schema.ts";

/** Response codes that any POP3 server may put in brackets behind -ERR (RFC 2449 §8, RFC 3206, RFC 6856), where the words behind are not known. */
export const responseCodes: Readonly<Record<string, Knowledge>> = {
  AUTH: {
    name: "code-auth",
    topic: "answers",
    title: "[AUTH]: something about who signs in is wrong",
    meaning:
      "The server says that name, password or permission is the reason (RFC 3206). Mail programs take it as leave to ask their user for the password again.",
    causes: ["A wrong or changed password.", "A switched-off or unknown account.", "TLS is required first."],
    checks: ["Explain the sign-in.", "Read the words behind the code: they name the reason."],
    places: ["explain-sign-in", "account"],
    samples: ["-ERR [AUTH] Authentication failed."],
  },
  "IN-USE": {
    name: "code-in-use",
    topic: "answers",
    title: "[IN-USE]: another session has the maildrop",
    meaning: "Only one session at a time may have it (RFC 2449 §8.1.2). The password is right.",
    causes: ["Another device is connected.", "A broken connection that has not timed out yet."],
    checks: ["See who holds the lock; wait, or end that session."],
    places: ["locks", "sessions"],
    samples: ["-ERR [IN-USE] Do you have another POP session running?"],
  },
  "LOGIN-DELAY": {
    name: "code-login-delay",
    topic: "answers",
    title: "[LOGIN-DELAY]: the account was signed in to too recently",
    meaning: "The server asks for a pause between sign-ins (RFC 2449 §8.1.1).",
    causes: ["The mail program looks for mail too often.", "Several devices share the account."],
    checks: ["Set the interval in the mail program to more than the delay that CAPA announces."],
    places: ["history", "limits"],
    samples: ["-ERR [LOGIN-DELAY] minimum time between mail checks violation"],
  },
  "SYS/TEMP": {
    name: "code-sys-temp",
    topic: "answers",
    title: "[SYS/TEMP]: trouble on the server that passes",
    meaning:
      "The server could not do it now; it has nothing to do with the password (RFC 3206). Mail programs try again by themselves.",
    causes: ["A limit was hit.", "Database, disk or directory had trouble.", "The server is being restarted."],
    checks: ["The server's log at that moment names the cause.", "Run diagnostics."],
    places: ["diagnostics", "history"],
    samples: ["-ERR [SYS/TEMP] Internal error occurred. Refer to server log for more information."],
  },
  "SYS/PERM": {
    name: "code-sys-perm",
    topic: "answers",
    title: "[SYS/PERM]: trouble on the server that stays until somebody acts",
    meaning: "Trying again will not help (RFC 3206): configuration, permissions or a rule must be changed.",
    causes: ["A rule keeps the client out.", "A maildrop that cannot be opened.", "The configuration is wrong."],
    checks: ["The server's log at that moment names the cause.", "Run diagnostics."],
    places: ["diagnostics", "protection"],
    samples: ["-ERR [SYS/PERM] Permission denied"],
  },
  UTF8: {
    name: "code-utf8",
    topic: "answers",
    title: "[UTF8]: the client does not take UTF-8 in headers",
    meaning:
      "The message has an internationalised header, and the client has not said UTF8 before signing in (RFC 6856).",
    causes: ["A mail program without UTF8."],
    checks: ["Use a mail program that knows it, or let the server serve such mail as it is."],
    places: ["limits"],
    samples: ["-ERR [UTF8] message with internationalised header"],
  },
};
