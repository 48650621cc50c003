import type { Knowledge } from "../schema.ts";

/** Trouble with disk and database, as Popdesk answers it and as other programs write it. */
export const storageAnswers: readonly Knowledge[] = [
  {
    name: "disk-full",
    topic: "storage",
    title: "The disk is full",
    meaning: "Nothing can be written. Popdesk answers [SYS/TEMP] and takes no new mail; what it has accepted is safe.",
    causes: [
      "Logs or mail filled the disk.",
      "A deleted file that a program keeps open (lsof +L1).",
      "Inodes are used up (df -i), or the disk quota of the system user is.",
    ],
    checks: [
      "df -h and df -i of the data directory's disk.",
      "Free space or enlarge the disk; Popdesk goes on by itself.",
    ],
    places: ["diagnostics", "quotas"],
    answers: ["The disk is full. Nothing was lost.", "The disk quota of the system user is used up. Nothing was lost."],
    matches: [
      {
        events: ["trouble", "sign-in-trouble", "notice"],
        programs: ["dovecot", "popdesk", "postfix", "pop3d", "cyrus", "qmail", "exim", "spop3d", "gnu-pop3d"],
        says: [
          "{}: No space left on device",
          "{}: No space left on device{}",
          "{}No space left on device ({}",
          "{}: Disk quota exceeded{}",
          "The disk is full.{}",
          "ENOSPC{}",
        ],
      },
      {
        // Not of programs that repeat another server's words there.
        programs: ["dovecot", "postfix/local", "postfix/virtual"],
        events: ["delivery-failed", "delivery-deferred"],
        says: ["{}: No space left on device", "{}: Disk quota exceeded"],
      },
      { programs: ["popdesk"], events: ["delivery-deferred"], dsn: ["4.3.1"] },
      {
        programs: ["postfix"],
        events: ["mail-refused", "trouble", "notice"],
        says: ["{}Insufficient system storage{}", "not enough free space in mail queue{}"],
      },
    ],
    samples: [
      "-ERR [SYS/TEMP] The disk is full. Nothing was lost.",
      "Nov 21 20:49:01 mail dovecot: lmtp(ann@example.org)<4711><qJ5hAlLSBGB7EgAA0J78UA>: Error: write(/srv/mail/ann/tmp/1795294135.M1P2.mail) failed: No space left on device",
      "Nov 21 20:49:01 mail postfix/smtpd[812]: warning: not enough free space in mail queue: 81920000 bytes < 1.5*message size limit",
    ],
  },
  {
    name: "disk-trouble",
    topic: "storage",
    title: "The disk does not do what it should",
    meaning: "A file could not be read or written. Popdesk answers [SYS/TEMP] and loses nothing it has accepted.",
    causes: [
      "The file system was mounted read-only after an error.",
      "The disk fails (input/output error).",
      "The folder's owner or mode was changed, such as by a restore as root.",
      "The limit of open files or the memory is used up.",
    ],
    checks: [
      "The kernel's log (dmesg) for errors of the disk; mount for “ro”.",
      "The data directory belongs to the user that runs Popdesk, mode 0700.",
      "Diagnostics says modes, space and open files.",
    ],
    places: ["diagnostics"],
    answers: [
      "The disk is mounted read-only. Nothing was lost.",
      "The disk reports an input/output error. Nothing was lost.",
      "The data directory may not be written by the system user that runs Popdesk. Nothing was lost.",
      "A file would grow beyond the limit of the system user that runs Popdesk. Nothing was lost.",
      "Something else stands where the data directory should have a directory. Nothing was lost.",
      "Too many files are open{}",
      "The system is out of memory. Nothing was lost.",
      "The disk does not say whether it has kept the last changes ({}",
    ],
    matches: [
      {
        events: ["trouble", "delivery-deferred", "delivery-failed"],
        programs: ["dovecot", "popdesk", "cyrus", "pop3d", "qmail"],
        says: ["{}: Input/output error{}", "{}: Read-only file system{}", "{}: Cannot allocate memory{}"],
      },
    ],
    samples: [
      "-ERR [SYS/TEMP] The disk is mounted read-only. Nothing was lost.",
      "Nov 21 20:49:01 mail dovecot: pop3(ann@example.org)<4711><nQ3hB1xEyqfAAAIH>: Error: open(/srv/mail/ann/cur/1795294135.M1P2.mail) failed: Input/output error",
    ],
  },
  {
    name: "database-trouble",
    topic: "storage",
    title: "The database does not take or give what it should",
    meaning: "Clients hear [SYS/TEMP] and keep their passwords; it goes on by itself when the database answers again.",
    causes: [
      "The database server is down or restarting, or its connections are used up.",
      "Another program keeps the database file locked, such as a backup that copies it.",
      "The database file is damaged.",
    ],
    checks: [
      "The database server's own log; whether the URL's host can be reached from here.",
      "“popdesk status” says whether the database answers; Diagnostics looks at disk and modes.",
    ],
    places: ["diagnostics"],
    answers: [
      "The database server does not answer. Nothing was lost.",
      "The database is damaged. Nothing was lost.",
      "Another program keeps the database locked. Nothing was lost.",
      "The database may not be written by the system user that runs Popdesk. Nothing was lost.",
      "The database did not take the change; nothing was lost. The daemon's log says what it reported.",
    ],
    matches: [{ programs: ["popdesk"], events: ["sign-in-trouble"], says: ["storage-trouble"] }],
    samples: ["-ERR [SYS/TEMP] The database server does not answer. Nothing was lost."],
  },
];
