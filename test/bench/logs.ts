import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Coverage } from "#server/mail-log/coverage.ts";
import { fieldsOf } from "#server/mail-log/entry.ts";
import { cutStream } from "#server/mail-log/lines.ts";
import { openLog } from "#server/mail-log/open-log.ts";
import { LineParser } from "#server/mail-log/parse-line.ts";
import { makeLog } from "./logs/make-log.ts";

/**
 * npm run bench:logs [-- MB]: how fast mail logs are read, by processor time of this process, on a mixed log of so many MB (1,000), beside
 * programs that do less with it where they are installed.
 */
const megabytes = Number(process.argv[2] ?? 1000);
const directory = mkdtempSync(join(tmpdir(), "popdesk-bench-logs-"));
const path = join(directory, "mail.log");

interface Row {
  readonly what: string;
  readonly cpuSeconds: number;
  readonly seconds: number;
  readonly peakMb: number;
}

async function measured(
  what: string,
  run: (line: (text: string) => void) => Promise<void>,
  each: (text: string) => void,
): Promise<Row> {
  const before = process.cpuUsage();
  const started = performance.now();
  let peak = 0;
  let count = 0;
  await run((text) => {
    each(text);
    count += 1;
    if (count % 65_536 === 0) peak = Math.max(peak, process.memoryUsage.rss());
  });
  const { user, system } = process.cpuUsage(before);
  return { what, cpuSeconds: (user + system) / 1e6, seconds: (performance.now() - started) / 1000, peakMb: peak / 1e6 };
}

async function lines(each: (text: string) => void): Promise<void> {
  await cutStream((await openLog(path)).stream, each);
}

function beside(what: string, argv: readonly string[]): Row | null {
  const [program = "", ...rest] = argv;
  const started = performance.now();
  // Into a file: grep stops at the first hit where nobody reads what it says.
  const { error, stderr } = spawnSync(
    "bash",
    ["-c", 'TIMEFORMAT=\'%U %S\'; time "$@" >"$0.out"; rm -f "$0.out"', path, program, ...rest],
    { encoding: "utf8" },
  );
  const seconds = (performance.now() - started) / 1000;
  const [user, system] = (stderr.trim().split("\n").at(-1) ?? "").split(" ").map(Number);
  if (error !== undefined || /not found/.test(stderr) || user === undefined || system === undefined) return null;
  return { what, cpuSeconds: user + system, seconds, peakMb: Number.NaN };
}

try {
  const lineCount = makeLog(path, megabytes * 1e6);
  const octets = statSync(path).size;
  const parser = new LineParser({ zone: "UTC", referenceMs: Date.UTC(2027, 0, 1) });
  const coverage = new Coverage();
  let outOctets = 0;
  const rows = [
    beside("grep -c status=sent", ["grep", "-c", "status=sent", path]),
    beside("wc -l", ["wc", "-l", path]),
    beside("pflogsumm", ["pflogsumm", path]),
    await measured("lines cut, not read", lines, () => undefined),
    await measured("read into fields", lines, (text) => void parser.parse(text)),
    await measured("logs coverage", lines, (text) => coverage.add(parser.parse(text), text)),
    await measured("as JSON (logs parse)", lines, (text) => {
      outOctets += JSON.stringify({ ...fieldsOf(parser.parse(text)), raw: text }).length;
    }),
  ];
  console.log(
    `${lineCount} lines, ${(octets / 1e6).toFixed(0)} MB; ${((100 * coverage.total.eventCount) / lineCount).toFixed(1)} % with an event; ${(outOctets / 1e6).toFixed(0)} MB of JSON`,
  );
  for (const row of rows) {
    if (row === null) continue;
    const rate = Math.round(lineCount / row.cpuSeconds).toLocaleString("en");
    const memory = Number.isNaN(row.peakMb) ? "" : `, ${row.peakMb.toFixed(0)} MB at most`;
    console.log(
      `${row.what.padEnd(24)} ${row.cpuSeconds.toFixed(2)} s cpu, ${row.seconds.toFixed(2)} s: ${rate} lines/s${memory}`,
    );
  }
} finally {
  rmSync(directory, { recursive: true });
}
