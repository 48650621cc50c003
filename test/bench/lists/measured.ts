import type { Store } from "#server/store.ts";

export interface Measured {
  readonly name: string;
  run(store: Store): Promise<unknown>;
}

/** The first, the middle and the last. */
export function pagesOf(total: number, pageSize: number): number[] {
  const last = Math.max(1, Math.ceil(total / pageSize));
  return [...new Set([1, Math.ceil(last / 2), last])];
}
