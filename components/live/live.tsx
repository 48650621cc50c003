"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef, useSyncExternalStore, useTransition } from "react";
import type { Topic } from "#server/live/schema.ts";
import { type LiveState, readLiveState, readLiveStateOnServer, subscribe } from "./connection.ts";

const leastPauseMs = 300;
/** What is written behind is there so long after the hint that it moved. */
const settledMs = 1_500;
/** A page that takes long to read is read less often. */
const pausePerReading = 3;

export function useLive(): LiveState {
  return useSyncExternalStore(subscribe, readLiveState, readLiveStateOnServer);
}

export interface LiveProps {
  topics: readonly Topic[];
  /** Whether something of the page is written a moment after what the hint is about: then it is read once more. */
  settles?: boolean;
}

/** Keeps the page it stands on fresh: reads it again when one of its topics moved, and after a lost connection. Shows nothing. */
export function Live({ topics, settles = false }: LiveProps) {
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

  useEffect(() => {
    if (!settles || version === null) return;
    const timer = setTimeout(() => startReading(() => router.refresh()), settledMs);
    return () => clearTimeout(timer);
  }, [settles, version, router]);

  return null;
}
