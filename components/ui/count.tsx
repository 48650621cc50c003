/** Digits in groups of three, parted by thin spaces that never break. */
export function formatCount(value: number | bigint): string {
  return value.toString().replace(/\B(?=(\d{3})+(?!\d))/g, "\u202f");
}

/** "1 message", "1 204 messages". */
export function countOf(value: number, one: string, many = `${one}s`): string {
  return `${formatCount(value)} ${value === 1 ? one : many}`;
}

export interface CountProps {
  value: number | bigint;
}

export function Count({ value }: CountProps) {
  return <span className="tabular-nums">{formatCount(value)}</span>;
}
