import {
  Activity,
  BellRing,
  ArchiveRestore,
  AtSign,
  CalendarClock,
  CircleHelp,
  Gauge,
  Globe,
  HardDrive,
  History,
  ListChecks,
  Lock,
  type LucideIcon,
  MailSearch,
  Network,
  Radio,
  Ruler,
  ShieldAlert,
  ShieldCheck,
  SlidersHorizontal,
  Stethoscope,
} from "lucide-react";

export interface Place {
  href: string;
  title: string;
  icon: LucideIcon;
  /** Second key after `g`. */
  key: string;
  /** What people call it when they look for it. */
  words: readonly string[];
}

export interface Area {
  /** Null for what stands above all areas. */
  title: string | null;
  places: readonly Place[];
}

/** Every page there is, in two levels. Sidebar, bottom bar, palette and keys all read this. */
export const areas: readonly Area[] = [
  {
    title: null,
    places: [
      {
        href: "/overview",
        title: "Overview",
        icon: Gauge,
        key: "o",
        words: ["home", "dashboard", "status", "is everything all right", "health"],
      },
    ],
  },
  {
    title: "Mail",
    places: [
      {
        href: "/accounts",
        title: "Accounts",
        icon: AtSign,
        key: "a",
        words: ["users", "mailboxes", "forgot password", "reset password", "quota", "alias"],
      },
      {
        href: "/domains",
        title: "Domains",
        icon: Globe,
        key: "d",
        words: ["example.org", "sample domain"],
      },
      {
        href: "/messages",
        title: "Messages",
        icon: MailSearch,
        key: "m",
        words: [
          "my mail is gone",
          "where is my mail",
          "trace",
          "receipt",
          "queue id",
          "message-id",
          "who deleted",
          "who downloaded",
        ],
      },
      {
        href: "/recoverable",
        title: "Recoverable mail",
        icon: ArchiveRestore,
        key: "r",
        words: ["deleted mail", "removed by mistake", "undelete", "restore", "trash", "purge", "lost message"],
      },
    ],
  },
  {
    title: "Live",
    places: [
      {
        href: "/sessions",
        title: "Sessions",
        icon: Radio,
        key: "s",
        words: ["who is in", "connections", "online", "kick", "disconnect", "mailbox in use", "locked"],
      },
      {
        href: "/locks",
        title: "Locks",
        icon: Lock,
        key: "x",
        words: [
          "mailbox is locked",
          "maildrop already locked",
          "IN-USE",
          "stale lock",
          "clear lock",
          "unlock",
          "pop3.lock",
          "dotlock",
          "lock file",
        ],
      },
      {
        href: "/explain",
        title: "Explain a sign-in",
        icon: CircleHelp,
        key: "w",
        words: [
          "why",
          "locked out",
          "cannot sign in",
          "can't log in",
          "login failed",
          "wrong password",
          "mailbox is locked",
          "blocked",
          "throttled",
          "fetches nothing",
        ],
      },
      {
        href: "/findings",
        title: "Findings",
        icon: Stethoscope,
        key: "f",
        words: [
          "ghost messages",
          "deleted mail comes back",
          "duplicates",
          "downloads everything again",
          "leave on server",
          "polls too often",
          "two devices",
          "doctor",
        ],
      },
    ],
  },
  {
    title: "Policies",
    places: [
      {
        href: "/listeners",
        title: "Listeners",
        icon: Network,
        key: "l",
        words: [
          "ports",
          "turn off 110",
          "close 110",
          "995",
          "TLS",
          "STLS",
          "encryption",
          "LMTP",
          "cleartext",
          "host name",
          "server name",
        ],
      },
      {
        href: "/certificates",
        title: "TLS and certificates",
        icon: ShieldCheck,
        key: "t",
        words: [
          "certificate",
          "SSL",
          "TLS 1.2",
          "TLS 1.3",
          "ciphers",
          "expired",
          "renew",
          "CSR",
          "SNI",
          "Let's Encrypt",
          "ACME",
          "old Outlook",
          "legacy TLS",
        ],
      },
      {
        href: "/protection",
        title: "Sign-in protection",
        icon: ShieldAlert,
        key: "b",
        words: [
          "block",
          "blocked",
          "unblock",
          "ban",
          "brute force",
          "wrong password",
          "failed sign-ins",
          "allow list",
          "deny list",
          "throttle",
          "fail2ban",
          "nftables",
          "firewall",
        ],
      },
      {
        href: "/retention",
        title: "Retention",
        icon: CalendarClock,
        key: "e",
        words: [
          "keep mail",
          "delete old mail",
          "expire",
          "DELE",
          "legal hold",
          "leave on server",
          "clean up",
          "cleanup",
          "retention run",
          "what was removed",
        ],
      },
      {
        href: "/quotas",
        title: "Quotas",
        icon: HardDrive,
        key: "q",
        words: ["full", "over quota", "mailbox full", "452", "552", "storage", "size limit", "disk space", "recount"],
      },
      {
        href: "/limits",
        title: "Limits",
        icon: Ruler,
        key: "i",
        words: [
          "too many connections",
          "autologout",
          "timeout",
          "time-out",
          "largest message",
          "EXPIRE",
          "LOGIN-DELAY",
          "SCRAM",
          "OAuth",
          "OpenID",
          "XOAUTH2",
          "settings",
        ],
      },
    ],
  },
  {
    title: "Logs",
    places: [
      {
        href: "/history",
        title: "Session history",
        icon: History,
        key: "h",
        words: [
          "what did that client do",
          "past sessions",
          "trace",
          "conversation",
          "transcript",
          "why did Outlook not fetch",
        ],
      },
    ],
  },
  {
    title: "Server",
    places: [
      {
        href: "/diagnostics",
        title: "Diagnostics",
        icon: Activity,
        key: "h",
        words: [
          "does it work",
          "test",
          "health check",
          "TLS handshake",
          "certificate chain",
          "clock skew",
          "disk space",
          "inodes",
          "file permissions",
          "LimitNOFILE",
          "tcp_rmem",
          "support ticket",
        ],
      },
      {
        href: "/alerts",
        title: "Alerts",
        icon: BellRing,
        key: "n",
        words: [
          "notify",
          "notifications",
          "e-mail me",
          "webhook",
          "ntfy",
          "SMTP",
          "quiet hours",
          "mute",
          "acknowledge",
          "alarm",
          "warn me",
          "monitoring",
        ],
      },
      {
        href: "/tasks",
        title: "Tasks",
        icon: ListChecks,
        key: "k",
        words: ["progress", "running", "import", "bulk", "undo", "cancel", "report"],
      },
    ],
  },
  {
    title: "Console",
    places: [
      {
        href: "/preferences",
        title: "Preferences",
        icon: SlidersHorizontal,
        key: "p",
        words: [
          "my password",
          "change password",
          "time zone",
          "my browsers",
          "revoke",
          "dark mode",
          "light mode",
          "theme",
        ],
      },
    ],
  },
];

export const places: readonly Place[] = areas.flatMap((area) => area.places);

export const isAt = (path: string, href: string): boolean => path === href || path.startsWith(`${href}/`);
