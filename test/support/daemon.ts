import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { chmodSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { build } from "esbuild";
import type { TestData } from "./databases.ts";

const root = resolve(import.meta.dirname, "../..");
/** One for each of vitest's processes, written anew by each run. */
const programs = join(root, "node_modules", ".cache", `popdesk-daemon-${process.env.VITEST_POOL_ID ?? process.pid}`);
let built: Promise<unknown> | undefined;

/** The daemon as it is in the tree now, bundled as a release is; made once per test process, next to the packages it needs. */
function program(): Promise<string> {
  built ??= build({
    absWorkingDir: root,
    entryPoints: {
      pop3d: "pop3d/main.ts",
      "pop3d-worker": "pop3d/worker.ts",
      "pop3d-writing-thread": "server/statement/sqlite/thread.ts",
      "hashing-thread": "server/credential/foreign/hashing-thread.ts",
    },
    outdir: programs,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    packages: "external",
    sourcemap: true,
    logLevel: "warning",
  });
  return built.then(() => {
    // Some of what is tested sets the umask; workers that run as another user read these too.
    chmodSync(programs, 0o755);
    for (const name of readdirSync(programs)) chmodSync(join(programs, name), 0o644);
    return join(programs, "pop3d.mjs");
  });
}

export interface RunningDaemon {
  readonly process: ChildProcess;
  readonly listeners: readonly { name: string; place: string; error: string | null }[];
  /** What was logged so far, a JSON object a line. */
  said(): string;
  /** Port of a listener by its name. */
  port(name: string): number;
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
}

export interface DaemonVariables {
  readonly [name: string]: string;
}

/** Starts the daemon alone on this data, as the supervisor does, and waits until it is ready. Rejects with what it said when it ends instead. */
export async function startDaemon(data: TestData, variables: DaemonVariables = {}): Promise<RunningDaemon> {
  const child = fork(await program(), [], {
    env: { ...process.env, POPDESK_LOG_LEVEL: "info", ...data.variables, ...variables },
    execArgv: ["--enable-source-maps"],
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (text += chunk));
  const exited = once(child, "exit");
  const ready = await Promise.race([once(child, "message"), exited.then(() => null)]);
  if (ready === null) throw new Error(`the daemon ended: ${text}`);
  const { listeners } = ready[0] as Pick<RunningDaemon, "listeners">;
  return {
    process: child,
    listeners,
    said: () => text,
    port(name) {
      const place = listeners.find((listener) => listener.name === name)?.place ?? "";
      return Number(place.slice(place.lastIndexOf(":") + 1));
    },
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
      const [code] = (await exited) as [number | null];
      return code;
    },
  };
}
