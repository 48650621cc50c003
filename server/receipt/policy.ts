import type { Db } from "../db.ts";
import { readSettings } from "../setting/read.ts";

/** What is kept of a message: nothing, the way it took, or its subject and sender too. */
export interface ReceiptPolicy {
  readonly isKept: boolean;
  readonly hasText: boolean;
}

export async function receiptPolicy(store: { readonly db: Db }): Promise<ReceiptPolicy> {
  const { receiptDays, receiptText } = await readSettings(store);
  return { isKept: receiptDays !== null, hasText: receiptText };
}
