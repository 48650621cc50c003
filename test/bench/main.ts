/** `npm run bench`: Popdesk and Dovecot under the same load, in turns. docs/benchmarks.md says what is compared and why it is fair. */
import { chmodSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { version } from "#server/version.ts";
import { buildGenerator } from "./generator/build.ts";
import { installMissing } from "./install.ts";
import { LoadGenerator } from "./load.ts";
import { markdownOf } from "./markdown.ts";
import type { RowResult } from "./measure-row.ts";
import { type BenchOptions, readOptions, usage } from "./options.ts";
import { topFunctions } from "./profile.ts";
import { type Conditions, machine, reportOf, tableOf } from "./report.ts";
import { growthRows, rows } from "./rows/index.ts";
import type { Row } from "./rows/row.ts";
import { RowRunner } from "./run-row.ts";
import { makeCertificate } from "./servers/certificate.ts";
import { dovecotVersion } from "./servers/dovecot.ts";

/** TMPFS_MAGIC of statfs(2): fsync costs nothing there, so durable rows would mean nothing. */
const inMemory = 0x01021994;

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});

async function main(args: readonly string[]): Promise<void> {
  if (args.includes("--help")) return console.log(usage);
  const options = readOptions(args);
  if (options.isList) {
    return console.log([...rows, ...growthRows].map(({ name, title }) => `${name.padEnd(22)}${title}`).join("\n"));
  }
  if (options.reports !== null) return console.log(markdownOf(options.reports));
  if (options.isInstalling) installMissing();
  const chosen = chooseRows(options);
  const generator = buildGenerator();
  const dovecot = options.only === "popdesk" ? null : dovecotVersion();
  if (dovecot === null && options.only !== "popdesk") {
    sayMissing("Dovecot is not installed, so Popdesk is measured alone", "dovecot-pop3d dovecot-lmtpd");
  }
  if (!generator.hasTls) {
    sayMissing("The headers of OpenSSL are not installed, so rows with TLS are left out", "libssl-dev");
  }
  await measure(
    chosen.filter((row) => generator.hasTls || !row.needsTls),
    options,
    conditionsOf(options, dovecot),
    new LoadGenerator(generator, dataDirectory(options)),
  );
}

async function measure(
  chosen: readonly Row[],
  options: BenchOptions,
  conditions: Conditions,
  load: LoadGenerator,
): Promise<void> {
  const { effort, dovecot, database, bodyStore } = conditions;
  const startedAt = new Date();
  console.log(
    `${machine()}\nPopdesk ${version} (${database}, ${bodyStore}), Dovecot ${dovecot ?? "–"}; rounds: ${effort.rounds}, of ${effort.seconds} s\n`,
  );
  const runner = new RowRunner({
    options,
    effort,
    load,
    certificate: makeCertificate(),
    hasDovecot: dovecot !== null,
    say,
  });
  const leave = async () => {
    await runner.stop();
    // Only now: ext4 makes new files slowly for minutes after many were removed, and Dovecot would suffer from that.
    say("removing what was stored");
    rmSync(load.directory, { recursive: true, force: true });
    say("");
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => leave().then(() => process.exit(1)));
  const results: RowResult[] = [];
  try {
    for (const row of chosen) {
      try {
        const result = await runner.run(row);
        results.push(result);
        say("");
        console.log(tableOf(result));
        if (options.isProfiled) console.log(topFunctions(runner.profileOf(row), result.beganUs));
      } catch (error) {
        // The others are worth measuring all the same.
        console.log(`${row.title}  [${row.name}]\n  FAILED: ${error instanceof Error ? error.message : error}\n`);
        process.exitCode = 1;
      }
      if (options.jsonFile !== null) {
        writeFileSync(options.jsonFile, `${JSON.stringify(reportOf(results, conditions, startedAt), null, 2)}\n`);
      }
    }
  } finally {
    await leave();
  }
}

function dataDirectory(options: BenchOptions): string {
  const directory = mkdtempSync(join(options.directory ?? tmpdir(), "popdesk-bench-"));
  chmodSync(directory, 0o755); // Dovecot's processes are other users
  if (statfsSync(directory).type === inMemory) {
    console.error(`${directory} lies in memory, where nothing durable can be measured. Name a disk: --directory /path`);
  }
  return directory;
}

function chooseRows({ rows: names, isGrowth }: BenchOptions): readonly Row[] {
  if (names === null) return isGrowth ? growthRows : rows;
  return names.map((name) => {
    const row = [...rows, ...growthRows].find((candidate) => candidate.name === name);
    if (row === undefined) throw new Error(`There is no row ${name}. --list names them all.`);
    return row;
  });
}

function conditionsOf(options: BenchOptions, dovecot: string | null): Conditions {
  const { isQuick, rounds, seconds, bodyStore, databaseUrl } = options;
  const database = databaseUrl === null ? "SQLite" : "PostgreSQL";
  return { popdesk: version, dovecot, effort: { isQuick, rounds, seconds }, bodyStore, database };
}

function sayMissing(sentence: string, packages: string): void {
  console.log(`${sentence}. On Debian: apt-get install ${packages}\nor, as root, npm run bench -- --install\n`);
}

/** What is going on, on one line that is written over; on a line each where nobody watches. */
function say(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
  else if (text !== "") process.stderr.write(`${text}\n`);
}
