export type CsvValue = string | number | boolean | Date | null | undefined;

/**
 * A line of CSV (RFC 4180) with its CRLF; instants in ISO 8601. Text that a spreadsheet would take for a formula gets an apostrophe in
 * front: addresses and names come from strangers.
 */
export function csvLine(values: readonly CsvValue[]): string {
  return `${values.map(field).join(",")}\r\n`;
}

function field(value: CsvValue): string {
  if (value === null || value === undefined) return "";
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== "string") return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n;]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
