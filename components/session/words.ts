import type { Tone } from "#components/ui/status-chip.tsx";
import type { EndReason, SessionRow, SessionStateName } from "#server/session/schema.ts";

/** What a state means to someone who does not know RFC 1939 by heart. */
export const stateWords: Record<SessionStateName, { tone: Tone; meaning: string }> = {
  AUTHORIZATION: { tone: "neutral", meaning: "Connected, not signed in yet." },
  TRANSACTION: { tone: "good", meaning: "Signed in, its maildrop is open and locked." },
  UPDATE: { tone: "info", meaning: "It has said QUIT; what it marked is being removed." },
};

/** How sessions end: the word in lists, and what happened. */
export const endWords: Record<EndReason, { tone: Tone; word: string; meaning: string }> = {
  quit: { tone: "good", word: "QUIT", meaning: "It said goodbye." },
  dropped: {
    tone: "warning",
    word: "dropped",
    meaning: "The connection was lost before QUIT, so nothing was removed.",
  },
  autologout: { tone: "warning", word: "autologout", meaning: "It was silent for too long, so nothing was removed." },
  kicked: { tone: "warning", word: "kicked", meaning: "An administrator ended it, so nothing was removed." },
  stopped: {
    tone: "neutral",
    word: "stopped",
    meaning: "The listener or the daemon was stopped; nothing was removed.",
  },
  lost: {
    tone: "danger",
    word: "lost",
    meaning: "The process that served it ended unexpectedly; nothing was removed.",
  },
  refused: { tone: "warning", word: "refused", meaning: "It was over a limit and was not let in." },
  "protocol-errors": {
    tone: "danger",
    word: "nonsense",
    meaning: "It sent too many lines in a row that are not POP3: a stray program, or a scanner.",
  },
  error: {
    tone: "danger",
    word: "error",
    meaning: "Something went wrong on our side; the daemon's log has the details.",
  },
};

/** The session in one sentence. */
export function sentenceOf(session: SessionRow): string {
  const who = session.address ?? "Somebody";
  const from = `${who} from ${session.remoteAddress}`;
  if (session.endReason === null) {
    return session.state === null
      ? `${from} is connected.`
      : `${from} is connected. ${stateWords[session.state].meaning}`;
  }
  const { meaning } = endWords[session.endReason];
  if (session.endReason === "quit" && session.removedCount > 0) {
    return `${from} left with QUIT, and removed ${session.removedCount} of its messages.`;
  }
  if (session.endReason !== "quit" && session.markedCount > 0) {
    return `${from} marked ${session.markedCount} messages. ${meaning}`;
  }
  return `${from} was here. ${meaning}`;
}
