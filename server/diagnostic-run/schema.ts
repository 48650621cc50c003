import { z } from "zod";
import type { ConversationLine } from "../diagnostic/schema.ts";
import type { TaskState } from "../task/schema.ts";

export const diagnosisKind = "diagnostic";
export const diagnosisStart = z.object({});
export const fileModeRepair = z.object({});

export const findingGroups = {
  daemon: "Daemon and machine",
  storage: "Storage",
  listener: "Ports, TLS and certificates",
  mail: "Mail in, mail out",
} as const;
export type FindingGroup = keyof typeof findingGroups;

/** "skipped": could not be tried, and that is no fault. */
export type FindingVerdict = "good" | "warning" | "bad" | "skipped";

/** One check: what was seen, what it is worth, and what to do. */
export interface Finding {
  readonly group: FindingGroup;
  /** What was looked at: "POP3S, port 995: certificate". */
  readonly title: string;
  readonly verdict: FindingVerdict;
  readonly seen: string;
  /** Null where nothing is to be done. */
  readonly remedy: string | null;
  /** As a client heard it; a password is never in it. */
  readonly conversation: readonly ConversationLine[];
  readonly tookMs: number;
  /** "file-modes": a button mends it. */
  readonly repair: "file-modes" | null;
}

const line = z.object({ from: z.enum(["C", "S", "note"]), text: z.string() });
const finding = z.object({
  group: z.enum(["daemon", "storage", "listener", "mail"]),
  title: z.string(),
  verdict: z.enum(["good", "warning", "bad", "skipped"]),
  seen: z.string(),
  remedy: z.string().nullable(),
  conversation: z.array(line),
  tookMs: z.number(),
  repair: z.literal("file-modes").nullable(),
});

/** What a diagnosis has found so far, as its task keeps it. */
export const diagnosisResult = z.object({ findings: z.array(finding) });

export interface DiagnosisRow {
  readonly id: number;
  readonly state: TaskState;
  readonly actorName: string;
  readonly createdAt: Date;
  readonly endedAt: Date | null;
  readonly isCancelWished: boolean;
  readonly errorText: string | null;
  /** Findings that are bad, and warnings. */
  readonly badCount: number;
  readonly warningCount: number;
  readonly findingCount: number;
}

export interface Diagnosis extends DiagnosisRow {
  readonly findings: readonly Finding[];
}
