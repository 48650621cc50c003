import type { Durability } from "../../database/sqlite-adapter.ts";
import { type PlainError, toPlain } from "../statement-error.ts";

/** Writes that share one transaction, as they go to the thread that does them. */
export interface Batch {
  readonly durability: Durability;
  readonly names: readonly string[];
  readonly args: readonly unknown[];
}

/** In the order of the batch. */
export interface Answer {
  readonly results: readonly unknown[];
  /** By place in the batch; null where nothing failed. */
  readonly errors: ReadonlyMap<number, PlainError> | null;
}

export function allFailed(batch: Batch, error: unknown): Answer {
  const plain = toPlain(error);
  return { results: [], errors: new Map(batch.names.map((_, index) => [index, plain])) };
}
