/** `npm run bench`: Popdesk and Dovecot under the same load, in turns. docs/benchmarks.md says what is compared and why it is fair. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { version } from "#server/version.ts";
import { buildGenerator } from "./generator/build.ts";
import { installMissing } from "./install.ts";
import { LoadGenerator } from "./load.ts";
import { measureRow, type RowResult } from "./measure-row.ts";
import { type BenchOptions, readOptions, usage } from "./options.ts";
import { topFunctions } from "./profile.ts";
import { type Conditions, jsonOf, machine, tableOf } from "./report.ts";
import { growthRows, rows } from "./rows/index.ts";
import type { Row } from "./rows/row.ts";
import { type KeyPair, makeCertificate } from "./servers/certificate.ts";
import { Dovecot, dovecotVersion } from "./servers/dovecot.ts";
import type { MailServer } from "./servers/mail-server.ts";
import { Popdesk } from "./servers/popdesk.ts";

/** TMPFS_MAGIC of statfs(2): fsync costs nothing there, so durable rows would mean nothing. */
const inMemory = 0x01021994;
const startedAt = new Date();

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});

async function main(): Promise<void> {
  if (process.argv.includes("--help")) return console.log(usage);
  const options = readOptions(process.argv.slice(2));
  if (options.isList)
    return console.log([...rows, ...growthRows].map(({ name, title }) => `${name.padEnd(22)}${title}`).join("\n"));
  if (options.isInstalling) installMissing();
  const chosen = chooseRows(options);
  const generator = buildGenerator();
  const dovecot = options.only === "popdesk" ? null : dovecotVersion();
  if (dovecot === null && options.only !== "popdesk")
    sayMissing("Dovecot", "Popdesk is measured alone", "dovecot-pop3d dovecot-lmtpd");
  if (!generator.hasTls) sayMissing("The headers of OpenSSL", "rows with TLS are left out", "libssl-dev");
  const { effort, conditions } = conditionsOf(options, dovecot);
  const directory = mkdtempSync(join(options.directory ?? tmpdir(), "popdesk-bench-"));
  chmodSync(directory, 0o755); // Dovecot's processes are other users
  if (statfsSync(directory).type === inMemory)
    console.error(`${directory} lies in memory: nothing durable can be measured there. Name a disk: --directory /path`);
  console.log(
    `${machine()}\nPopdesk ${version} (${conditions.database}, ${options.bodyStore}), Dovecot ${dovecot ?? "–"}; ${effort.rounds} rounds of ${effort.seconds} s\n`,
  );
  const certificate = makeCertificate();
  const load = new LoadGenerator(generator, directory);
  const results: RowResult[] = [];
  try {
    for (const row of chosen) {
      if (row.needsTls && !generator.hasTls) continue;
      const own = join(directory, row.name);
      mkdirSync(own);
      const servers = await startServers(row, own, certificate, options, dovecot !== null);
      try {
        const result = await measureRow(row, servers, load, own, effort, say);
        results.push(result);
        say("");
        console.log(tableOf(result));
      } finally {
        await Promise.all(servers.map((server) => server.stop()));
      }
      if (options.isProfiled) console.log(topFunctions(join(own, "profile")));
      if (options.jsonFile !== null) writeFileSync(options.jsonFile, jsonOf(results, conditions, startedAt));
    }
  } finally {
    // Only now: ext4 makes new files slowly for minutes after many were removed, and Dovecot would suffer from that.
    say("removing what was stored");
    rmSync(directory, { recursive: true, force: true });
    say("");
  }
}

function chooseRows({ rows: names, isGrowth }: BenchOptions): readonly Row[] {
  if (names === null) return isGrowth ? growthRows : rows;
  return names.map((name) => {
    const row = [...rows, ...growthRows].find((candidate) => candidate.name === name);
    if (row === undefined) throw new Error(`There is no row ${name}. --list names them all.`);
    return row;
  });
}

function conditionsOf(
  options: BenchOptions,
  dovecot: string | null,
): { effort: Conditions["effort"]; conditions: Conditions } {
  const { isQuick, rounds, seconds, bodyStore, databaseUrl } = options;
  const effort = { isQuick, rounds, seconds };
  const database = databaseUrl === null ? "SQLite" : "PostgreSQL";
  return { effort, conditions: { popdesk: version, dovecot, effort, bodyStore, database } };
}

async function startServers(
  row: Row,
  directory: string,
  certificate: KeyPair,
  options: BenchOptions,
  hasDovecot: boolean,
): Promise<MailServer[]> {
  const servers: (MailServer & { install(): Promise<void> })[] = [];
  if (options.only !== "dovecot") {
    const profile = ["--cpu-prof", "--cpu-prof-dir", join(directory, "profile")];
    servers.push(
      new Popdesk({
        directory: join(directory, "popdesk"),
        certificate,
        workers: options.workers ?? row.workers ?? 1,
        bodyStore: options.bodyStore,
        databaseUrl: options.databaseUrl ?? undefined,
        execArgv: options.isProfiled ? profile : [],
      }),
    );
  }
  if (hasDovecot) servers.push(new Dovecot(join(directory, "dovecot"), certificate));
  for (const server of servers) {
    mkdirSync(join(directory, server.name.toLowerCase()));
    await server.install();
    await server.start();
  }
  return servers;
}

function sayMissing(what: string, consequence: string, packages: string): void {
  const isMany = what.endsWith("s of OpenSSL");
  console.log(
    `${what} ${isMany ? "are" : "is"} not installed, so ${consequence}. On Debian: apt-get install ${packages}\nor, as root, npm run bench -- --install\n`,
  );
}

/** What is going on, on one line that is written over; nothing where nobody watches. */
function say(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
  else if (text !== "") process.stderr.write(`${text}\n`);
}
