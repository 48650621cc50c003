import type { LiveHint } from "#server/live/schema.ts";

export interface LiveState {
  /** False while the console itself cannot be reached. */
  readonly isConnected: boolean;
  readonly isDaemonAlive: boolean;
  /** By this browser's clock; null where the daemon was never heard. */
  readonly daemonHeardAt: number | null;
  readonly versions: LiveHint["versions"] | null;
  /** Grows with each connection: what was missed in between must be read again. */
  readonly connection: number;
}

const before: LiveState = {
  isConnected: true,
  isDaemonAlive: true,
  daemonHeardAt: null,
  versions: null,
  connection: 0,
};
const lingerMs = 2000;
/** Longer than two pulses: a network that went away without a word is noticed. */
const silenceMs = 12_000;
const longestPauseMs = 10_000;

let state = before;
let source: EventSource | undefined;
let retry: ReturnType<typeof setTimeout> | undefined;
let silence: ReturnType<typeof setTimeout> | undefined;
let linger: ReturnType<typeof setTimeout> | undefined;
let pauseMs = 1000;
const listeners = new Set<() => void>();

function change(next: Partial<LiveState>): void {
  state = { ...state, ...next };
  for (const listener of listeners) listener();
}

function open(): void {
  clearTimeout(retry);
  if (source || listeners.size === 0 || document.hidden) return;
  source = new EventSource("/api/live");
  hear();
  source.addEventListener("pulse", hear);
  source.onopen = () => {
    pauseMs = 1000;
    hear();
    change({ isConnected: true, connection: state.connection + 1 });
  };
  source.onmessage = (event) => {
    hear();
    const { versions, daemon } = JSON.parse(event.data) as LiveHint;
    const daemonHeardAt = daemon.silentMs === null ? null : Date.now() - daemon.silentMs;
    change({ versions, isDaemonAlive: daemon.isAlive, daemonHeardAt });
  };
  source.onerror = lose;
}

function hear(): void {
  clearTimeout(silence);
  silence = setTimeout(lose, silenceMs);
}

function lose(): void {
  close();
  change({ isConnected: false });
  retry = setTimeout(open, pauseMs);
  pauseMs = Math.min(pauseMs * 2, longestPauseMs);
}

function close(): void {
  clearTimeout(retry);
  clearTimeout(silence);
  source?.close();
  source = undefined;
}

function onVisibility(): void {
  if (document.hidden) close();
  else open();
}

/** One connection for the whole tab, open while a page that wants it is shown. It outlives a change of page. */
export function subscribe(listener: () => void): () => void {
  clearTimeout(linger);
  if (listeners.size === 0) document.addEventListener("visibilitychange", onVisibility);
  listeners.add(listener);
  open();
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    document.removeEventListener("visibilitychange", onVisibility);
    linger = setTimeout(close, lingerMs);
  };
}

export const readLiveState = (): LiveState => state;
export const readLiveStateOnServer = (): LiveState => before;
