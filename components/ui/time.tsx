"use client";

import { createContext, type ReactNode, use, useEffect, useState, useSyncExternalStore } from "react";
import { Hint } from "./hint.tsx";
import { clockTimeOf, countdownTo, exactInstant, relativeInstant } from "./instant.ts";

interface Clock {
  zone: string;
  /** The server's now when it rendered: what hydration must agree with. */
  renderedAtMs: number;
  /** Server minus browser: ages are right on a computer whose clock is not. */
  skewMs: number;
}

const ClockContext = createContext<Clock>({ zone: "UTC", renderedAtMs: 0, skewMs: 0 });

export interface TimeZoneProps {
  /** IANA name: the administrator's, or the browser's remembered in a cookie. */
  zone: string;
  renderedAt: Date;
  children: ReactNode;
}

/** Around everything that shows times. */
export function TimeZone({ zone, renderedAt, children }: TimeZoneProps) {
  const renderedAtMs = renderedAt.getTime();
  const [skewMs, setSkew] = useState(0);
  useEffect(() => setSkew(renderedAtMs - Date.now()), [renderedAtMs]);
  return <ClockContext value={{ zone, renderedAtMs, skewMs }}>{children}</ClockContext>;
}

/** The zone in force on this page. */
export const useTimeZone = (): string => use(ClockContext).zone;

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** One timer for every time on the page; a component renders again only when its text changes. */
function everySecond(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    for (const each of listeners) each();
  }, 1_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

export interface TimeProps {
  at: Date;
  /** "relative" (3 min ago), "countdown" (in 41 days), "clock" (14:02) or "exact". The exact instant and its zone are the hint of the others. */
  format?: "relative" | "countdown" | "clock" | "exact";
}

export function Time({ at, format = "relative" }: TimeProps) {
  const { zone, renderedAtMs, skewMs } = use(ClockContext);
  const exact = exactInstant(at, zone);
  const textAt = (nowMs: number) =>
    format === "exact"
      ? exact
      : format === "clock"
        ? clockTimeOf(at, zone)
        : (format === "countdown" ? countdownTo : relativeInstant)(at, nowMs, zone);
  const text = useSyncExternalStore(
    everySecond,
    () => textAt(Date.now() + skewMs),
    () => textAt(renderedAtMs),
  );
  return (
    <time dateTime={at.toISOString()} className="whitespace-nowrap">
      {format === "exact" ? text : <Hint text={exact}>{text}</Hint>}
    </time>
  );
}
