import { readFileSync } from "node:fs";
import { median } from "./measure-row.ts";
import { numberText, type Report } from "./report.ts";

/** The table of docs/benchmarks.md from the reports of one or more runs: medians of the runs, and the ratio of each. */
export function markdownOf(files: readonly string[]): string {
  const reports = files.map((file) => JSON.parse(readFileSync(file, "utf8")) as Report);
  const [first] = reports;
  if (first === undefined) throw new Error("Name at least one report that --json has written.");
  const lines = first.rows.flatMap((row) => [
    `| **${row.title}** | | | | | |`,
    ...row.figures.map((figure) => {
      const same = reports.flatMap(
        (report) =>
          report.rows.find(({ name }) => name === row.name)?.figures.find(({ key }) => key === figure.key) ?? [],
      );
      const middle = (pick: (one: typeof figure) => number | null) => {
        const known = same.map(pick).filter((value) => value !== null);
        return known.length === 0 ? null : median(known);
      };
      const ratios = same.map(({ ratio }) => (ratio === null ? "" : numberText(ratio))).join(" / ");
      const metIn = same.filter(({ isMet }) => isMet).length;
      const verdict = figure.isMet === null ? "" : `, met in ${metIn} of ${same.length}`;
      const cells = [
        `${figure.title}, ${figure.unit}`,
        numberText(middle(({ popdesk }) => popdesk)),
        numberText(middle(({ dovecot }) => dovecot)),
        ratios.replace(/^[ /]+$/, ""),
        `${figure.target}${verdict}`,
      ];
      return `| ${row.name} | ${cells.join(" | ")} |`;
    }),
  ]);
  const about = reports.map(
    ({ startedAt, effort }) => `${startedAt.slice(0, 16)}Z, rounds: ${effort.rounds} of ${effort.seconds} s`,
  );
  return [
    `${first.machine}; Popdesk ${first.popdesk} (${first.database}, ${first.bodyStore}), Dovecot ${first.dovecot ?? "–"}.`,
    `Runs: ${about.join("; ")}.`,
    "",
    "| row | figure | Popdesk | Dovecot | times better, by run | target |",
    "|---|---|---|---|---|---|",
    ...lines,
  ].join("\n");
}
