import { jsonInstant, jsonRows } from "../database/json-rows.ts";
import type { Write } from "../statement/statement.ts";

/** In the order of `receiptColumns`; the instant in milliseconds since 1970. */
export type ReceiptValues = readonly (string | number)[];

export const receiptColumns = [
  "accountId",
  "sequence",
  "octets",
  "arrivedAt",
  "address",
  "uniqueId",
  "envelopeSender",
  "recipient",
  "protocol",
  "client",
  "clientAddress",
  "deliveryId",
  "queueHost",
  "queueId",
  "sender",
  "subject",
  "messageIdHeader",
  "searchText",
] as const;
export type ReceiptColumn = (typeof receiptColumns)[number];

const numbers: readonly string[] = ["accountId", "sequence", "octets"];

/** The first stands: a message has one receipt, whoever writes it. */
const insert = (source: string) =>
  `INSERT INTO "Receipt" (${receiptColumns.map((name) => `"${name}"`).join(", ")}) ${source}
   ON CONFLICT ("accountId", "sequence") DO NOTHING`;

function fromJson(name: ReceiptColumn, index: number): string {
  const value = `r.value->>${index}`;
  if (name === "arrivedAt") return jsonInstant.postgresql(value);
  return numbers.includes(name) ? `CAST(${value} AS int)` : value;
}

/** On the logs. At most some 200 in one. */
export const writeReceipts: Write<readonly ReceiptValues[], void> = {
  name: "write-receipts",
  durability: "NORMAL",
  isBehind: true,
  sqlite(database) {
    const write = database.prepare<(string | number)[]>(insert(`VALUES (${receiptColumns.map(() => "?").join(", ")})`));
    return (rows) => {
      for (const row of rows) write.run(...row);
    };
  },
  async postgresql({ query }, rows) {
    const source = `SELECT ${receiptColumns.map(fromJson).join(", ")} FROM ${jsonRows.postgresql} WHERE true`;
    await query(insert(source), [JSON.stringify(rows)]);
  },
};
