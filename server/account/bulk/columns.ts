import type { BulkOrder, BulkStep } from "./schema.ts";

/** The columns a change sets; null where it deletes. */
export function columnsOf({ change, quotaOctets, quotaMessages }: BulkOrder): BulkStep["after"] | null {
  switch (change) {
    case "receive-on":
      return { canReceive: true };
    case "receive-off":
      return { canReceive: false };
    case "sign-in-on":
      return { canSignIn: true };
    case "sign-in-off":
      return { canSignIn: false };
    case "quota":
      return { quotaOctets, quotaMessages };
    case "delete":
      return null;
  }
}

/** SQL that is true where an account is as the change would have it. */
export function alreadySo(order: BulkOrder): string {
  const columns = columnsOf(order);
  if (columns === null) return "false";
  return Object.entries(columns)
    .map(([name, value]) => (value === null ? `"${name}" IS NULL` : `("${name}" IS NOT NULL AND "${name}" = ${value})`))
    .join(" AND ");
}

/** As Prisma wants them. */
export function dataOf(columns: BulkStep["after"]) {
  const { quotaOctets, ...rest } = columns;
  return typeof quotaOctets === "number" ? { ...rest, quotaOctets: BigInt(quotaOctets) } : columns;
}

/** Whether an account still has these values. */
export function has(account: Readonly<Record<string, unknown>>, columns: BulkStep["after"]): boolean {
  return Object.entries(columns).every(([name, value]) => plain(account[name]) === value);
}

export function pick(account: Readonly<Record<string, unknown>>, columns: BulkStep["after"]): BulkStep["before"] {
  const names = Object.keys(columns);
  return Object.fromEntries(names.map((name) => [name, plain(account[name])])) as BulkStep["before"];
}

function plain(value: unknown): unknown {
  return typeof value === "bigint" ? Number(value) : value;
}
