import type { TraceEntry, TraceLine, TraceNote } from "./schema.ts";

/** A trace as text, a line an entry with its time before it: for a ticket, a terminal, a search. */
export function traceText(entries: readonly TraceEntry[]): string {
  return entries.map((entry) => `${offsetText(entry.atMs).padStart(10)}  ${entryText(entry)}`).join("\n");
}

/** What of an entry is said by the client, as it may be shown. */
export function saidText({ word, argument }: Pick<TraceLine, "word" | "argument">): string {
  switch (word) {
    case "response":
      return argument === "*" ? "* (sign-in given up)" : "(a response of the sign-in, not written down)";
    case "unknown":
      return argument === null ? "(a line that is no command, not written down)" : `${argument} … (no POP3 command)`;
    case "too-long":
      return "(a line that is too long, not written down)";
    default:
      return argument === null ? word : `${word} ${argument}`;
  }
}

/** "+0.4 s", "+3:20 min", "+2:00 h" since the session began. */
export function offsetText(ms: number): string {
  if (ms < 60_000) return `+${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
  const [big, small, unit] = ms < 3_600_000 ? ([60_000, 1_000, "min"] as const) : ([3_600_000, 60_000, "h"] as const);
  return `+${Math.floor(ms / big)}:${String(Math.floor((ms % big) / small)).padStart(2, "0")} ${unit}`;
}

/** "RETR 1–4211", "RETR of 3 messages between 2 and 40". */
export function runText({ word, count, first, last, isInTurn }: Extract<TraceEntry, { kind: "run" }>): string {
  if (word === "NOOP") return `NOOP × ${count}`;
  return isInTurn ? `${word} ${first}–${last}` : `${word} × ${count}, between ${first} and ${last}`;
}

/** What happened besides commands, in a sentence. */
export function noteText({ what, detail }: TraceNote): string {
  switch (what) {
    case "greeting":
      return detail;
    case "tls":
      return `From here on encrypted: ${detail.replace(/^TLSv/, "TLS ")}`;
    case "time-limit":
      return waitedFor[detail] ?? "It took too long";
    case "kicked":
      return `Ended by ${detail}`;
    case "cut":
      return "The connection was cut in the middle of an answer; the daemon's log says why";
    case "end":
      return endings[detail] ?? "The session is over";
  }
}

const waitedFor: Readonly<Record<string, string>> = {
  handshake: "The TLS handshake was not finished in time",
  "sign-in": "It did not sign in in time",
  client: "It was silent for too long: autologout",
  stall: "It took nothing of what was sent for too long",
};

const endings: Readonly<Record<string, string>> = {
  quit: "The session is over",
  dropped: "The client went away without QUIT: nothing was removed",
  autologout: "The connection was closed: nothing was removed",
  kicked: "The connection was closed: nothing was removed",
  stopped: "The listener or the daemon was stopped: nothing was removed",
  refused: "The connection was closed after too many refused sign-ins",
  "protocol-errors": "The connection was closed: this is not POP3",
  error: "The connection was closed after an error on our side",
};

function entryText(entry: TraceEntry): string {
  switch (entry.kind) {
    case "note":
      return entry.what === "greeting" ? `S: ${entry.detail}` : `-- ${noteText(entry)}`;
    case "omitted":
      return `-- ${entry.count} commands are left out here: there were too many different ones`;
    case "run":
      return `C: ${runText(entry)}  (${entry.count} answers, ${entry.octets} octets, ${seconds(entry.lastAtMs - entry.atMs)})`;
    case "line": {
      const times = entry.count > 1 ? ` × ${entry.count}` : "";
      const answer = entry.answer === null ? "no answer" : `S: ${entry.answer}`;
      return `C: ${saidText(entry)}${times}  ${answer}${entry.tookMs >= 100 ? `  (after ${seconds(entry.tookMs)})` : ""}`;
    }
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
