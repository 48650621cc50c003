import { cpus, release, totalmem } from "node:os";
import type { RowResult } from "./measure-row.ts";
import type { Effort, Figure, Measured } from "./rows/row.ts";
import { judge, type Verdict } from "./verdict.ts";

/** A row as it is printed: one line for each figure. */
export function tableOf({ row, servers }: RowResult): string {
  const lines = row.figures.map((figure) => {
    const verdict = judge(figure, servers.Popdesk?.summary, servers.Dovecot?.summary);
    const { ratio, target, isMet } = verdict;
    return [
      `  ${`${figure.title}, ${figure.unit}`.padEnd(44)}`,
      numberText(verdict.popdesk).padStart(10),
      numberText(verdict.dovecot).padStart(10),
      (ratio === null ? "" : `${numberText(ratio)} ×`).padStart(10),
      `   ${target}${isMet === null ? "" : isMet ? "  met" : "  MISSED"}`,
    ].join("");
  });
  const heads = `  ${"".padEnd(44)}${"Popdesk".padStart(10)}${"Dovecot".padStart(10)}${"better".padStart(10)}   target`;
  return [`${row.title}  [${row.name}]`, heads, ...lines, ""].join("\n");
}

/** Three digits that count. */
export function numberText(value: number | null): string {
  if (value === null || Number.isNaN(value)) return "–";
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString("en-US");
  return value.toPrecision(3);
}

export interface Conditions {
  readonly popdesk: string;
  readonly dovecot: string | null;
  readonly effort: Effort;
  readonly bodyStore: string;
  readonly database: string;
}

export function machine(): string {
  const [first] = cpus();
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} × ${first?.model.trim()}, ${gigabytes} GiB, Linux ${release()}, Node ${process.versions.node}`;
}

/** What `--json` writes and `--table` reads. */
export interface Report extends Conditions {
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly machine: string;
  readonly rows: readonly {
    readonly name: string;
    readonly title: string;
    readonly figures: readonly (Omit<Figure, "target"> & Verdict)[];
    /** By the server's name. */
    readonly rounds: Readonly<Record<string, readonly Measured[]>>;
  }[];
}

export function reportOf(results: readonly RowResult[], conditions: Conditions, startedAt: Date): Report {
  const rows = results.map(({ row, servers }) => ({
    name: row.name,
    title: row.title,
    figures: row.figures.map((figure) => ({
      ...figure,
      ...judge(figure, servers.Popdesk?.summary, servers.Dovecot?.summary),
    })),
    rounds: Object.fromEntries(Object.entries(servers).map(([name, { rounds }]) => [name, rounds])),
  }));
  return { startedAt: startedAt.toISOString(), machine: machine(), ...conditions, rows };
}
