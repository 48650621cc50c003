import { hiddenArgument, type PackedEntry, packedTrace, type TraceEntry } from "./schema.ts";

/** A trace as pages show it; null where it was written by a version that packed it otherwise. */
export function unpackTrace(text: string): TraceEntry[] | null {
  const parsed = packedTrace.safeParse(JSON.parse(text));
  if (!parsed.success) return null;
  const [, names, entries] = parsed.data;
  return entries.map((entry) => unpacked(entry, names));
}

function unpacked(entry: PackedEntry, names: readonly (string | null)[]): TraceEntry {
  switch (entry[0]) {
    case 1: {
      const [, atMs, word, said, answer, octets, tookMs, count, lastAtMs] = entry;
      const name = typeof said === "number" ? (names[said] ?? null) : null;
      const isNameWithheld = typeof said === "number" && name === null;
      const argument = typeof said === "number" ? (name ?? hiddenArgument) : said;
      return { kind: "line", atMs, word, argument, isNameWithheld, answer, octets, tookMs, count, lastAtMs };
    }
    case 2: {
      const [, atMs, word, count, first, last, inTurn, octets, lastAtMs] = entry;
      return { kind: "run", atMs, word, count, first, last, isInTurn: inTurn === 1, octets, lastAtMs };
    }
    case 3:
      return { kind: "note", atMs: entry[1], what: entry[2], detail: entry[3] };
    case 4:
      return { kind: "omitted", atMs: entry[1], count: entry[2], lastAtMs: entry[3] };
  }
}
