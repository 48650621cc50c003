/** One column: its heading, and what stands in it. */
export type Columns<Row> = Readonly<Record<string, (row: Row) => Cell>>;
export type Cell = string | number | boolean | Date | null | undefined;

/** Aligned columns under a heading; numbers to the right. Empty text where there are no rows. */
export function table<Row>(rows: readonly Row[], columns: Columns<Row>): string {
  if (rows.length === 0) return "";
  const cells = rows.map((row) => Object.values(columns).map((read) => read(row)));
  const texts = [
    Object.keys(columns).map((heading) => heading.toUpperCase()),
    ...cells.map((line) => line.map(cellText)),
  ];
  const widths = Object.keys(columns).map((_, index) => Math.max(...texts.map((line) => (line[index] ?? "").length)));
  return texts
    .map((line, lineIndex) =>
      line
        .map((text, index) => {
          const isNumber = lineIndex > 0 && typeof cells[lineIndex - 1]?.[index] === "number";
          return isNumber ? text.padStart(widths[index] ?? 0) : text.padEnd(widths[index] ?? 0);
        })
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** `name  value` lines, for one thing in detail. */
export function details(fields: Readonly<Record<string, Cell>>): string {
  const width = Math.max(...Object.keys(fields).map((name) => name.length));
  return Object.entries(fields)
    .map(([name, value]) => `${name.padEnd(width)}  ${cellText(value)}`)
    .join("\n");
}

export function cellText(cell: Cell): string {
  if (cell === null || cell === undefined || cell === "") return "-";
  if (cell instanceof Date) return `${cell.toISOString().slice(0, 19).replace("T", " ")} UTC`;
  if (typeof cell === "boolean") return cell ? "yes" : "no";
  return String(cell);
}

/** Decimal units, as disks are sold and as quotas are typed. */
export function octetsText(octets: number): string {
  const units = ["octets", "kB", "MB", "GB", "TB"];
  let value = octets;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(value < 10 ? 1 : 0)} ${units[unit]}`;
}
