/** What is looked at when it is asked for, by the names Prometheus knows it by (without "popdesk_"). */
export const gauges = {
  up: { help: "Whether the daemon of this node was heard within the last three seconds.", label: "node" },
  info: { help: "The version of the daemon; always 1.", label: "version" },
  start_time_seconds: { help: "When the daemon started, in seconds since 1970.", label: "node" },
  sessions: { help: "POP3 sessions now.", label: null },
  locks: { help: "Maildrops locked by a session; stale: one that is gone.", label: "state" },
  accounts: { help: "Accounts that are not deleted.", label: null },
  messages: { help: "Messages in all maildrops.", label: null },
  stored_bytes: { help: "What these messages have in all.", label: null },
  recoverable_bytes: { help: "What was removed and can be brought back, in all.", label: null },
  filesystem_free_bytes: { help: "Free to us in the file system that holds the data directory.", label: null },
  listener_wanted: { help: "Whether a listener is switched on.", label: "listener" },
  listener_open: {
    help: "Whether a listener accepts connections; on all nodes, where there are several.",
    label: "listener",
  },
  certificate_expiry_timestamp_seconds: {
    help: "When a certificate ends, in seconds since 1970, by its number in the console.",
    label: "certificate",
  },
} as const satisfies Readonly<Record<string, { readonly help: string; readonly label: string | null }>>;
export type GaugeName = keyof typeof gauges;
