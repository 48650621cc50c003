/**
 * The supervisor, `npm start`: has the database prepared, then keeps three programs running: the daemon, the console and the log reader. It serves
 * nothing itself and opens no database, so that it stays small.
 */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Environment, readEnvironment } from "./env.ts";
import { DomainError } from "./errors.ts";
import { type BoundListener, banner, type ConsoleUrls } from "./supervisor/banner.ts";
import { Child } from "./supervisor/child.ts";
import { claimDataDirectory, type DataDirectory } from "./supervisor/data-directory.ts";
import { chooseFirstPorts } from "./supervisor/first-ports.ts";
import type { FirstStart } from "./supervisor/first-start.ts";
import { Preparation } from "./supervisor/preparation.ts";

/** Longest time a program gets to end after SIGTERM; with our own ending it stays under five seconds. */
const stopLimitMs = 4_300;
const programs = dirname(fileURLToPath(import.meta.url));

let data: DataDirectory | undefined;
let preparation: Preparation | undefined;
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
  // Tried here, with the rights of the daemon's primary, which will open them.
  const ports = await chooseFirstPorts(environment);
  preparation = new Preparation(join(programs, "prepare.mjs"), ports, data.owner);
  const first = await preparation.done;
  if (first === null) await end(1);
  else if (!ending) run(environment, data, first);
} catch (error) {
  console.error(error instanceof DomainError ? `Popdesk cannot start. ${error.message}` : error);
  await end(1);
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
    new Child({
      ...common("log reader"),
      program: join(programs, "log-reader.mjs"),
      owner,
      onReady: () => {},
    }),
  ];
  for (const child of children) child.start();
}

/** Ends these programs within a bound, then this one. */
function end(exitCode: number): Promise<never> {
  ending ??= (async () => {
    preparation?.cancel();
    await Promise.all(children.map((child) => child.stop(stopLimitMs)));
    data?.release();
    process.exit(exitCode);
  })();
  return ending;
}
