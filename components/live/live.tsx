"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef, useSyncExternalStore } from "react";
import type { Topic } from "#server/live/schema.ts";
import { type LiveState, readLiveState, readLiveStateOnServer, subscribe } from "./connection.ts";

const leastPauseMs = 700;

export function useLive(): LiveState {
  return useSyncExternalStore(subscribe, readLiveState, readLiveStateOnServer);
}

/** Keeps the page it stands on fresh: reads it again when one of its topics moved, and after a lost connection. Shows nothing. */
export function Live({ topics }: { topics: readonly Topic[] }) {
  const router = useRouter();
  const { versions, connection } = useLive();
  const version = versions === null ? null : `${connection} ${topics.map((topic) => versions[topic]).join("|")}`;
  const seen = useRef<string | null>(null);
  const refreshedAt = useRef(0);

  useEffect(() => {
    if (version === null || version === seen.current) return;
    const pauseMs = Math.max(0, refreshedAt.current + leastPauseMs - Date.now());
    const timer = setTimeout(() => {
      seen.current = version;
      refreshedAt.current = Date.now();
      router.refresh();
    }, pauseMs);
    return () => clearTimeout(timer);
  }, [version, router]);

  return null;
}
