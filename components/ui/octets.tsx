import { formatCount } from "./count.tsx";
import { Hint } from "./hint.tsx";

const units = ["KB", "MB", "GB", "TB", "PB"] as const;

/** Decimal units, three significant digits at most: "0 B", "999 B", "1.2 KB", "48 MB", "2.1 GB". */
export function formatOctets(value: number | bigint): string {
  const octets = Number(value);
  if (octets < 1000) return `${octets} B`;
  // 999 950 and more of a unit would round to "1000": it is 1 of the next.
  const step = Math.min(units.length, Math.floor(Math.log10(octets * 1.00005) / 3));
  const scaled = octets / 1000 ** step;
  return `${scaled < 9.95 ? scaled.toFixed(1).replace(/\.0$/, "") : Math.round(scaled)} ${units[step - 1]}`;
}

export interface OctetsProps {
  value: number | bigint;
}

export function Octets({ value }: OctetsProps) {
  return (
    <span className="whitespace-nowrap tabular-nums">
      <Hint text={`${formatCount(value)} octets`}>{formatOctets(value)}</Hint>
    </span>
  );
}
