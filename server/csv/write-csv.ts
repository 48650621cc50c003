/**
 * One line of CSV (RFC 4180), CRLF at its end. A text that a spreadsheet would take for a formula (= + - @, tab, carriage return) gets an
 * apostrophe in front, which spreadsheets hide and formulas do not survive; our import takes it away again.
 */
export function csvLine(fields: readonly (string | number | boolean | Date | null)[]): string {
  return `${fields.map(csvField).join(",")}\r\n`;
}

function csvField(value: string | number | boolean | Date | null): string {
  if (value === null) return "";
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== "string") return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",;\r\n\t]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
