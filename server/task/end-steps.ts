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
  // Left alone, SQLite goes through all steps of the task and through the rows for each of them: seconds, where there are 200,000. PostgreSQL
  // reads all where it knows no better. Steps end page by page, so that the numbers lie close together.
  const numbers = steps.map(({ number }) => number);
  await tx.$executeRawUnsafe(
    `WITH r(value) AS MATERIALIZED (SELECT value FROM ${jsonRows[engine]})
     UPDATE "TaskItem" SET "outcome" = r.value->>1, "text" = r.value->>2, "input" = COALESCE(r.value->>3, "input"),
       "accountId" = COALESCE(CAST(r.value->>4 AS INTEGER), "accountId"), "secret" = NULL
     FROM r WHERE "taskId" = ${taskId} AND "number" = CAST(r.value->>0 AS INTEGER)
       AND "number" BETWEEN ${Math.min(...numbers)} AND ${Math.max(...numbers)}`,
    JSON.stringify(rows),
  );
}
