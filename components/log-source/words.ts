import { countOf, formatCount } from "#components/ui/count.tsx";
import { formatOctets } from "#components/ui/octets.tsx";
import type { Tone } from "#components/ui/status-chip.tsx";
import type { KeptEffect, KeptLines } from "#server/log-entry/schema.ts";
import type { SourceState, SourceView } from "#server/log-source/schema.ts";

export interface StateWords {
  readonly tone: Tone;
  readonly word: string;
  readonly meaning: string;
}

const words: Readonly<Record<SourceState, StateWords>> = {
  following: { tone: "good", word: "Followed", meaning: "New lines are there within about a second." },
  reading: { tone: "info", word: "Reading older lines", meaning: "Rotated files are read beside the new lines." },
  missing: { tone: "warning", word: "No such file", meaning: "It is read as soon as it is there." },
  troubled: { tone: "danger", word: "Cannot be read", meaning: "What is wrong stands below." },
  off: { tone: "neutral", word: "Off", meaning: "It is read no further; its lines stay." },
};

/** Wish and fact of a source in a word. */
export function sourceStateWords({ isEnabled, fact }: Pick<SourceView, "isEnabled" | "fact">): StateWords {
  if (!isEnabled) return words.off;
  if (fact === null) return { tone: "info", word: "Requested", meaning: "The log reader has not looked at it yet." };
  if (fact.isOld) {
    return {
      tone: "warning",
      word: "Log reader away",
      meaning: "Nobody has looked at it for a while; the last known state was not renewed.",
    };
  }
  return words[fact.state];
}

/** What is in force, in a sentence or two. */
export function keptSentence(
  { lineCount, diskOctets }: KeptLines,
  days: number | null,
  megabytes: number | null,
): string {
  const stored =
    lineCount === 0
      ? "No line is stored yet"
      : `${countOf(lineCount, "line is", "lines are")} stored, about ${formatOctets(diskOctets)} on the disk`;
  const age = days === null ? null : `for ${countOf(days, "day")}`;
  const room = megabytes === null ? null : `as long as they take less than about ${formatOctets(megabytes * 1e6)}`;
  const kept = [age, room].filter((text) => text !== null).join(", and ");
  return `${stored}. Lines are kept ${kept === "" ? "for ever" : kept}.`;
}

/** What saving would mean. */
export function keptEffectText({ lineCount, goneCount }: KeptEffect): string {
  if (goneCount === 0) return lineCount === 0 ? "No line is stored yet." : "Saved so, all stored lines stay.";
  return `Saved so, ${formatCount(goneCount)} of ${countOf(lineCount, "line")} would be forgotten for good, the oldest first.`;
}
