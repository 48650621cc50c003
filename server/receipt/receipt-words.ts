import { wordsOf } from "./search-words.ts";

/** What a receipt is found by. */
export interface Worded {
  readonly address: string;
  readonly recipient: string;
  readonly envelopeSender: string;
  readonly uniqueId: string;
  readonly queueId: string;
  readonly deliveryId: string;
  readonly messageIdHeader: string;
  readonly sender: string;
  readonly subject: string;
}

export function receiptWords(row: Worded): string {
  const ways = [row.address, row.recipient, row.envelopeSender, row.uniqueId, row.queueId, row.deliveryId];
  return wordsOf([...ways, row.messageIdHeader, row.sender, row.subject].join(" "));
}
