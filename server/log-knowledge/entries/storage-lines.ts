import type { Knowledge } from "../schema.ts";

const trouble = (text: string) =>
  `Nov 21 20:49:01 mail dovecot: pop3(ann@example.org)<4711><nQ3hB1xEyqfAAAIH>: Error: ${text}`;

/** Folders, indexes and locks of other mail stores. */
export const storageLines: readonly Knowledge[] = [
  {
    name: "maildir-permission",
    topic: "storage",
    title: "A mail folder may not be read or written",
    meaning: "The process runs as a user that has no right to this file or folder. The maildrop cannot be opened.",
    causes: [
      "Mail was restored or copied as root.",
      "The user's uid changed, or mail_uid and the folder's owner differ.",
      "SELinux or AppArmor refuses it, or ProtectHome of the systemd unit.",
    ],
    checks: [
      "namei -l PATH shows owner and mode of each part.",
      "chown -R USER:GROUP of that mail folder; ausearch -m avc for SELinux.",
    ],
    places: [],
    matches: [
      {
        programs: ["dovecot", "cyrus", "spop3d", "gnu-pop3d", "postfix/local", "postfix/virtual", "postfix/pipe"],
        events: ["trouble", "delivery-deferred", "delivery-failed", "notice"],
        says: [
          "{}) failed: Permission denied",
          "{}) failed: Permission denied ({}",
          "{}: Permission denied",
          "{}: Permission denied ({}",
        ],
      },
      { programs: ["pop3d", "courier"], events: ["trouble"], says: ["{}: Permission denied"] },
    ],
    samples: [
      "Nov 21 20:49:01 mail dovecot: lmtp(ann@example.org)<4711><qJ5hAlLSBGB7EgAA0J78UA>: Error: opendir(/srv/mail/ann/cur) failed: Permission denied",
      trouble(
        "stat(/srv/mail/ann/tmp) failed: Permission denied (euid=5000(vmail) egid=5000(vmail) missing +x perm: /srv/mail/ann, dir owned by 0:0 mode=0700)",
      ),
    ],
  },
  {
    name: "maildir-missing",
    topic: "storage",
    title: "A mail folder is not there",
    meaning: "The path that configuration or user database gives does not exist.",
    causes: [
      "The account is new and has had no mail yet.",
      "A disk is not mounted.",
      "The path in the user database is wrong.",
    ],
    checks: ["mount; ls -ld of the path.", "maildirmake or a first delivery makes it."],
    places: [],
    matches: [
      {
        programs: ["pop3d", "courier", "imapd", "dovecot"],
        events: ["trouble"],
        says: ["{}: No such file or directory", "{}) failed: No such file or directory", "{}) failed: Not a directory"],
      },
      { programs: ["cyrus", "pop3"], events: ["trouble"], says: ["Mailbox does not exist"] },
      { programs: ["spop3d", "solid-pop3d"], events: ["trouble"], says: ["can't open mailbox file: {}"] },
    ],
    samples: [
      "Nov 21 20:48:55 mail pop3d: chdir /srv/mail/ann: No such file or directory",
      "Nov 21 20:48:55 mail cyrus/pop3[4711]: Unable to open maildrop user.ann: Mailbox does not exist",
    ],
  },
  {
    name: "dovecot-uid",
    topic: "storage",
    title: "Dovecot may not run as this user",
    meaning: "The uid or gid of the user is outside first_valid_uid … last_valid_uid, or is none at all.",
    causes: ["The user database gives no uid, or 0.", "A system user below first_valid_uid (500 or 1000)."],
    checks: ["doveadm user NAME; set first_valid_uid, or mail_uid and mail_gid."],
    places: [],
    matches: [
      {
        programs: ["dovecot"],
        events: ["trouble", "sign-in-trouble"],
        says: [
          "{}Mail access for users with UID {} not permitted{}",
          "{}Couldn't drop privileges{}",
          "{}userdb lookup: {}",
          "{}User is missing UID{}",
          "{}setgid({}) failed{}",
          "{}Invalid settings in userdb{}",
        ],
      },
    ],
    samples: [
      trouble(
        "Mail access for users with UID 8 not permitted (see first_valid_uid in config file, uid from userdb lookup).",
      ),
    ],
  },
  {
    name: "dovecot-index",
    topic: "storage",
    title: "An index file of Dovecot is damaged",
    meaning: "Indexes hold nothing but what can be read from the mail again: Dovecot makes them anew by itself.",
    causes: [
      "A crash or a full disk while it was written.",
      "A network file system without the settings for it.",
      "Two machines that write one mail folder.",
    ],
    checks: [
      "If it comes again: doveadm force-resync -u NAME INBOX",
      "On NFS: mmap_disable = yes and one server per user.",
    ],
    places: [],
    matches: [
      {
        programs: ["dovecot"],
        events: ["trouble", "notice"],
        says: [
          "{}Corrupted index {}",
          "{}Corrupted transaction log {}",
          "{}dovecot.index{}",
          "{}broken sync{}",
          "{}duplicate file entry{}",
          "{}dovecot-uidlist{}",
          "{}Broken file {}",
        ],
      },
    ],
    samples: [trouble("Corrupted index cache file /srv/mail/ann/dovecot.index.cache: invalid record size")],
  },
  {
    name: "stale-lock",
    topic: "storage",
    title: "Waiting for a lock in vain",
    meaning: "Another process holds the mail folder's lock, or a lock file was left behind.",
    causes: [
      "Another session or a delivery that hangs.",
      "A lock file of a process that died (dotlock), or of another machine.",
    ],
    checks: [
      "ls -l PATH.lock, and whether its process still lives; remove it if not.",
      "Popdesk's page Locks shows lock files of configured spools.",
    ],
    places: ["locks"],
    matches: [
      {
        events: ["trouble", "delivery-deferred"],
        programs: ["dovecot", "postfix/local", "postfix/virtual", "cyrus", "spop3d", "gnu-pop3d"],
        says: [
          "Timeout while waiting for lock{}",
          "{}Timeout ({}) while waiting for lock {}",
          "{}Timed out while waiting for lock{}",
          "{}: unable to lock for exclusive access{}",
          "cannot update mailbox {}",
          "failed to lock mailbox {}",
        ],
      },
    ],
    samples: [
      "Nov 21 20:49:01 mail dovecot: pop3(ann@example.org)<4711><nQ3hB1xEyqfAAAIH>: Error: Couldn't open INBOX: Timeout while waiting for lock",
    ],
  },
  {
    name: "maildrop-changed",
    topic: "storage",
    title: "The mail folder was changed by another program",
    meaning:
      "While the session was open another program rewrote the mail file; the session cannot go on with its list.",
    causes: ["A second mail program works on the same mbox file.", "Sizes of messages that were changed in place."],
    checks: ["Use one program at a time, or Maildir instead of mbox."],
    places: [],
    matches: [
      { programs: ["gnu-pop3d", "pop3d"], events: ["trouble"], says: [""] },
      {
        programs: ["dovecot"],
        events: ["trouble"],
        says: ["{}Cached message size {} than expected{}", "{}Mailbox isn't a valid mbox file{}"],
      },
    ],
    samples: ["Nov 21 20:48:55 mail gnu-pop3d[4711]: mailbox was updated by other party: ann"],
  },
  {
    name: "out-of-memory",
    topic: "storage",
    title: "A process had not enough memory",
    meaning: "A limit of the service, or of the machine, was reached.",
    causes: [
      "vsz_limit of a Dovecot service is too low for large folders.",
      "The machine is too small, or another program uses it up.",
    ],
    checks: ["Raise vsz_limit (default_vsz_limit); see the kernel's log for “Out of memory”."],
    places: ["diagnostics"],
    matches: [
      {
        programs: ["dovecot", "postfix", "cyrus"],
        events: ["trouble"],
        says: ["{}Out of memory{}", "{}out of memory{}", "{}pool_system_realloc({}"],
      },
    ],
    samples: [trouble("pool_system_realloc(268435456): Out of memory")],
  },
  {
    name: "process-crashed",
    topic: "storage",
    title: "A process crashed",
    meaning: "It ended because of a bug; clients of that process were cut off. Others go on.",
    causes: ["A bug of that version.", "Damaged indexes or plugins that do not fit."],
    checks: [
      "Is there a newer version? Look for the message in its release notes.",
      "If it is one user: make the indexes anew.",
    ],
    places: [],
    matches: [
      {
        programs: ["dovecot"],
        events: ["trouble"],
        says: [
          "Panic: {}",
          "{}killed with signal {}",
          "Fatal: master: service({}): child {} killed with signal {}",
          "Raw backtrace: {}",
        ],
      },
      { programs: ["postfix"], events: ["trouble"], says: ["{}killed by signal {}", "{}exit status {}"] },
      { programs: ["cyrus", "pop3"], events: ["trouble"], says: ["Internal error: {}"] },
    ],
    samples: ["Nov 21 20:48:50 mail cyrus/pop3[4711]: Fatal error: Internal error: assertion failed"],
  },
  {
    name: "listener-not-bound",
    topic: "sessions",
    title: "A port could not be opened",
    meaning: "Clients cannot connect there until it is.",
    causes: [
      "Another program has the port (EADDRINUSE), such as Dovecot.",
      "Ports below 1024 need a right (EACCES).",
      "The address is not one of this machine (EADDRNOTAVAIL).",
    ],
    checks: ["ss -ltnp shows who has the port.", "The page of listeners says wish and fact."],
    places: ["listeners", "diagnostics"],
    matches: [
      { programs: ["popdesk"], events: ["trouble"], says: ["EADDRINUSE", "EACCES", "EADDRNOTAVAIL"] },
      { programs: ["dovecot"], events: ["trouble"], says: ["{}listen({}) failed: {}", "bind({}) failed: {}"] },
      { programs: ["postfix"], events: ["trouble"], says: ["bind {}: Address already in use"] },
    ],
    samples: [
      '{"level":50,"time":"2026-11-21T20:48:55.120Z","pid":4711,"name":"daemon","event":"listener-failed","endpoint":"0.0.0.0:110","reason":"EADDRINUSE","msg":"another program has the port"}',
      "Nov 21 06:00:01 mail postfix/master[701]: fatal: bind 0.0.0.0 port 25: Address already in use",
    ],
  },
];
