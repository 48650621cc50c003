import { jsonRows } from "../database/json-rows.ts";
import type { Engine } from "../database/url.ts";
import type { Tx } from "../db.ts";
import type { ItemOutcome } from "./schema.ts";

export interface EndedStep {
  readonly number: number;
  readonly outcome: ItemOutcome;
  /** Why, in a sentence. */
  readonly text: string;
  /** What undoing it needs, by the kind's schema; absent: as it was. */
  readonly input?: unknown;
  /** The account it was about, where that is known only now. */
  readonly accountId?: number;
}

/** Writes what came of some steps, in the transaction that did them. What they were to set secretly is forgotten. */
export async function endSteps(tx: Tx, engine: Engine, taskId: number, steps: readonly EndedStep[]): Promise<void> {
  if (steps.length === 0) return;
  const rows = steps.map(({ number, outcome, text, input, accountId }) => [
    number,
    outcome,
    text,
    input === undefined ? null : JSON.stringify(input),
    accountId ?? null,
  ]);
  await tx.$executeRawUnsafe(
    `UPDATE "TaskItem" SET "outcome" = r.value->>1, "text" = r.value->>2, "input" = COALESCE(r.value->>3, "input"),
       "accountId" = COALESCE(CAST(r.value->>4 AS INTEGER), "accountId"), "secret" = NULL
     FROM ${jsonRows[engine]} WHERE "taskId" = ${taskId} AND "number" = CAST(r.value->>0 AS INTEGER)`,
    JSON.stringify(rows),
  );
}
