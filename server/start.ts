/**
 * The supervisor, `npm start`: prepares the data directory and the database, then keeps two programs running, the daemon and the
 * console. It serves nothing itself.
 */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { storageTrouble } from "./body/storage-trouble.ts";
import { assertIntact } from "./database/assert-intact.ts";
import { databaseTrouble } from "./database/database-trouble.ts";
import { migrate } from "./database/migrate.ts";
import { type Environment, readEnvironment } from "./env.ts";
import { DomainError } from "./errors.ts";
import { closeStore, openStore } from "./store.ts";
import { type BoundListener, banner, type ConsoleUrls } from "./supervisor/banner.ts";
import { Child } from "./supervisor/child.ts";
import { claimDataDirectory, type DataDirectory } from "./supervisor/data-directory.ts";
import { diskWarning, type FirstStart, prepareStore } from "./supervisor/first-start.ts";

/** Longest time a program gets to end after SIGTERM; with our own ending it stays under five seconds. */
const stopLimitMs = 4_300;
const programs = dirname(fileURLToPath(import.meta.url));
const migrations = join(programs, "..", "prisma", "migrations");

let data: DataDirectory | undefined;
let children: Child[] = [];
let ending: Promise<never> | undefined;

process.on("SIGTERM", () => void end(0));
process.on("SIGINT", () => void end(0));
process.on("SIGHUP", () => void end(0));

// Somebody at a terminal wants the ports and the link, not every session; a service keeps its log.
if (process.stderr.isTTY) process.env.POPDESK_LOG_LEVEL ??= "warn";

try {
  process.umask(0o077);
  const environment = readEnvironment();
  data = claimDataDirectory(environment.dataDirectory);
  const first = await prepare(environment, data);
  if (!ending) run(environment, data, first);
} catch (error) {
  const trouble = databaseTrouble(storageTrouble(error));
  console.error(trouble instanceof DomainError ? `Popdesk cannot start. ${trouble.message}` : error);
  await end(1);
}

/** Everything of the data directory is made as its owner, so that the programs that run as that user can use it. */
async function prepare(environment: Environment, { owner }: DataDirectory): Promise<FirstStart> {
  if (owner) {
    process.setegid?.(owner.gid);
    process.seteuid?.(owner.uid);
  }
  try {
    assertIntact(environment.databaseUrl);
    const applied = await migrate(environment.databaseUrl, migrations);
    if (applied.length > 0) console.log(`Database brought up to date (${applied.join(", ")}).`);
    const warning = diskWarning(environment.dataDirectory);
    if (warning) console.warn(warning);
    const store = await openStore(environment);
    try {
      return await prepareStore(store);
    } finally {
      await closeStore(store);
    }
  } finally {
    if (owner) {
      process.seteuid?.(0);
      process.setegid?.(0);
    }
  }
}

function run(environment: Environment, { owner }: DataDirectory, first: FirstStart): void {
  let listeners: readonly BoundListener[] | undefined;
  let urls: ConsoleUrls | undefined;
  let isShown = false;
  const show = () => {
    if (isShown || !listeners || !urls) return;
    isShown = true;
    console.log(banner(environment, listeners, urls, first));
  };
  const common = (name: string) => ({
    name,
    onFailedStart: (exitCode: number | null) => {
      if (exitCode !== 1) console.error(`The ${name} ended while starting (exit code ${exitCode}).`);
      void end(1);
    },
    onRestart: (pauseMs: number, exitCode: number | null, signal: NodeJS.Signals | null) =>
      console.error(
        `The ${name} ended (${signal ?? `exit code ${exitCode}`}). It is started again in ${pauseMs / 1000} s.`,
      ),
  });
  children = [
    // The daemon begins with our rights, to open ports below 1024; what serves clients gives them up.
    new Child({
      ...common("daemon"),
      program: join(programs, "pop3d.mjs"),
      onReady: (message) => {
        listeners = (message as { listeners: BoundListener[] }).listeners;
        show();
      },
    }),
    new Child({
      ...common("console"),
      program: join(programs, "console.mjs"),
      owner,
      onReady: (message) => {
        urls = (message as { urls: ConsoleUrls }).urls;
        show();
      },
    }),
  ];
  for (const child of children) child.start();
}

/** Ends both programs within a bound, then this one. */
function end(exitCode: number): Promise<never> {
  ending ??= (async () => {
    await Promise.all(children.map((child) => child.stop(stopLimitMs)));
    data?.release();
    process.exit(exitCode);
  })();
  return ending;
}
