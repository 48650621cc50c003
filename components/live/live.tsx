"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef, useSyncExternalStore, useTransition } from "react";
import type { Topic } from "#server/live/schema.ts";
import { type LiveState, readLiveState, readLiveStateOnServer, subscribe } from "./connection.ts";

const leastPauseMs = 300;
/** A page that takes long to read is read less often. */
const pausePerReading = 3;

export function useLive(): LiveState {
  return useSyncExternalStore(subscribe, readLiveState, readLiveStateOnServer);
}

/** Keeps the page it stands on fresh: reads it again when one of its topics moved, and after a lost connection. Shows nothing. */
export function Live({ topics }: { topics: readonly Topic[] }) {
  const router = useRouter();
  const { versions, connection } = useLive();
  const version = versions === null ? null : `${connection} ${topics.map((topic) => versions[topic]).join("|")}`;
  const seen = useRef<string | null>(null);
  const begunAt = useRef(0);
  const notBefore = useRef(0);
  const [isReading, startReading] = useTransition();

  useEffect(() => {
    if (isReading) return;
    const tookMs = Date.now() - begunAt.current;
    if (begunAt.current > 0) notBefore.current = Date.now() + Math.max(leastPauseMs, tookMs * pausePerReading);
  }, [isReading]);

  useEffect(() => {
    if (isReading || version === null || version === seen.current) return;
    const timer = setTimeout(
      () => {
        seen.current = version;
        begunAt.current = Date.now();
        startReading(() => router.refresh());
      },
      Math.max(0, notBefore.current - Date.now()),
    );
    return () => clearTimeout(timer);
  }, [version, isReading, router]);

  return null;
}
