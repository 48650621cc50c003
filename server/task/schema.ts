import { z } from "zod";
import { listPage } from "../input/schema.ts";

export const taskStates = [
  "draft",
  "waiting",
  "running",
  "done",
  "failed",
  "cancelled",
  "undone",
  /** A draft nobody wants: it is about to go. */
  "discarded",
] as const;
export type TaskState = (typeof taskStates)[number];

/** Longer than this without a word, and the process that ran a task is taken for gone. It speaks once a second. */
export const silenceMs = 15_000;

/** How long a task that failed or was cancelled can go on with what it has not done. */
export const continuableDays = 2;

export const taskList = listPage.extend({
  direction: z.enum(["asc", "desc"]).catch("desc"),
  state: z.enum(["all", "open", "ended"]).catch("all"),
});
export type TaskList = z.output<typeof taskList>;

export const itemOutcomes = ["done", "skipped", "refused"] as const;
export type ItemOutcome = (typeof itemOutcomes)[number];

export const taskItemList = listPage.extend({
  verdict: z.string().max(30).optional().catch(undefined),
  outcome: z.enum(["", "open", ...itemOutcomes]).catch(""),
});
export type TaskItemList = z.output<typeof taskItemList>;

export interface TaskRow {
  readonly id: number;
  readonly kind: string;
  readonly title: string;
  readonly state: TaskState;
  /** Running, and its process has not been heard of for long: somebody else takes it up. */
  readonly isInterrupted: boolean;
  readonly isCancelWished: boolean;
  readonly doneCount: number;
  readonly totalCount: number;
  readonly errorText: string | null;
  readonly actorName: string;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly seenAt: Date | null;
}

export interface TaskView extends TaskRow {
  /** JSON by the kind's schema. */
  readonly input: unknown;
  readonly result: unknown;
}

export interface TaskItemRow {
  readonly number: number;
  readonly object: string;
  readonly accountId: number | null;
  readonly verdict: string;
  readonly outcome: ItemOutcome | null;
  readonly text: string;
}
