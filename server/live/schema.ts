/** What a page can ask to be kept fresh about. */
export const topics = [
  "wishes",
  "facts",
  "sessions",
  "locks",
  "findings",
  "metrics",
  "changes",
  "certificates",
  "protection",
  "tasks",
  "runs",
  "alerts",
  "sources",
] as const;
export type Topic = (typeof topics)[number];

/** Sent to every open page when something moved. Says that, never what: the page reads the database again. */
export interface LiveHint {
  /** A text per topic that differs from the one before when there is something new. */
  readonly versions: Readonly<Record<Topic, string>>;
  readonly daemon: {
    readonly isAlive: boolean;
    /** Milliseconds since its heartbeat was last seen to move; null where it was never heard. */
    readonly silentMs: number | null;
  };
}
