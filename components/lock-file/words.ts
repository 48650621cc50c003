import type { Tone } from "#components/ui/status-chip.tsx";
import type { LockFile, WriterState } from "#server/lock-file/schema.ts";

export const writerWords: Readonly<Record<WriterState, { tone: Tone; word: string; meaning: string }>> = {
  alive: { tone: "good", word: "alive", meaning: "The process that wrote it runs: it removes the file itself." },
  dead: {
    tone: "danger",
    word: "dead",
    meaning: "The process that wrote it is gone, and nobody will remove the file.",
  },
  reused: {
    tone: "warning",
    word: "number reused",
    meaning: "A process of that number runs, but it began after the file was written: the writer seems to be dead.",
  },
  unknown: {
    tone: "neutral",
    word: "not known",
    meaning: "The file names no process, or may not be read. “fuser” on the server may know who has it open.",
  },
  elsewhere: {
    tone: "neutral",
    word: "other machine",
    meaning: "It was written on another machine that shares this folder: only there one can tell.",
  },
};

/** The process a file names: "dovecot (4711)", "4711". */
export function writerText({ pid, program }: Pick<LockFile, "pid" | "program">): string | null {
  if (pid === null) return null;
  return program === null ? String(pid) : `${program} (${pid})`;
}
