"use client";

import type { ReactNode } from "react";
import { useLive } from "#components/live/live.tsx";
import { classes } from "#components/ui/classes.ts";
import { Time } from "#components/ui/time.tsx";

export interface DaemonSeen {
  isAlive: boolean;
  /** Null where it has never run. */
  seenAt: Date | null;
}

type Voice = { kind: "well" } | { kind: "unreachable" } | { kind: "away"; heardAt: Date | null };

/** What the server said when it rendered, until the event stream knows better. */
function useVoice(seen: DaemonSeen): Voice {
  const live = useLive();
  if (!live.isConnected) return { kind: "unreachable" };
  const isAlive = live.versions === null ? seen.isAlive : live.isDaemonAlive;
  if (isAlive) return { kind: "well" };
  return { kind: "away", heardAt: live.daemonHeardAt === null ? seen.seenAt : new Date(live.daemonHeardAt) };
}

/** Nothing stale looks fresh: across the top of every page while the facts on it may be old. */
export function DaemonBar({ seen }: { seen: DaemonSeen }) {
  const voice = useVoice(seen);
  if (voice.kind === "well") return null;
  return (
    <div
      role="status"
      className="border-b border-warning/40 bg-warning-soft px-4 py-2 text-warning-soft-foreground sm:px-6 lg:px-8"
    >
      {voice.kind === "unreachable" ? (
        <p>
          <strong className="font-semibold">The console cannot be reached.</strong> What you see may be old; trying
          again.
        </p>
      ) : voice.heardAt === null ? (
        <p>
          <strong className="font-semibold">The daemon has not run yet.</strong> Nobody can collect mail. Start it with
          npm start.
        </p>
      ) : (
        <p>
          <strong className="font-semibold">
            Daemon last heard <Time at={voice.heardAt} />.
          </strong>{" "}
          Live figures are from then; changes are kept and take effect when it is back.
        </p>
      )}
    </div>
  );
}

/** The page itself. What stands in a `live-fact` turns grey while nobody says whether it is still so. */
export function LiveMain({ seen, children }: { seen: DaemonSeen; children: ReactNode }) {
  const isStale = useVoice(seen).kind !== "well";
  return (
    <main id="content" tabIndex={-1} data-stale={isStale || undefined} className="min-w-0 grow outline-none">
      {children}
    </main>
  );
}

/** One line in the sidebar: is the other half running? */
export function DaemonLine({ seen }: { seen: DaemonSeen }) {
  const voice = useVoice(seen);
  const text = { well: "Daemon is running", away: "Daemon is away", unreachable: "Console unreachable" }[voice.kind];
  return (
    <p className="flex items-center gap-2 text-xs text-muted">
      <span
        aria-hidden
        className={classes("size-2 rounded-full", voice.kind === "well" ? "bg-success" : "bg-warning")}
      />
      {text}
    </p>
  );
}
