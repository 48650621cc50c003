import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import type { TestData } from "./databases.ts";
import { eventually } from "./eventually.ts";

const root = resolve(import.meta.dirname, "../..");

export interface RunningPopdesk {
  readonly process: ChildProcess;
  /** All that was printed so far, both streams. */
  said(): string;
  /** The console over plain http on loopback. */
  readonly url: string;
  readonly httpsUrl: string;
  /** The one-time link, where it was printed. */
  readonly setUpLink: string | null;
  /** Ports as printed, by listener name: "POP3", "POP3S", "LMTP". */
  readonly ports: Readonly<Record<string, number>>;
  readonly lmtpSocket: string;
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
}

export const anyPorts = {
  POPDESK_POP3_PORT: "0",
  POPDESK_POP3S_PORT: "0",
  POPDESK_LMTP_PORT: "0",
  POPDESK_HTTP_PORT: "0",
  POPDESK_HTTPS_PORT: "0",
  POPDESK_HTTPS_ADDRESS: "127.0.0.1",
  POPDESK_LOG_LEVEL: "warn",
};

/** Variables of an installation on free ports whose every file lies in the test's directory. */
export function variablesFor(data: TestData): Record<string, string> {
  return { ...data.variables, ...anyPorts };
}

/** Starts what `npm start` starts, already built, and waits until it says it is running. */
export async function startPopdesk(data: TestData, variables: Record<string, string> = {}): Promise<RunningPopdesk> {
  const all = { ...variablesFor(data), ...variables };
  const { child, said } = launch(all);
  let exited = false;
  child.once("exit", () => {
    exited = true;
  });
  await eventually(() => {
    if (exited) throw new Error(`npm start ended:\n${said()}`);
    return said().includes("Ctrl+C stops it.");
  }, 60_000);
  const text = said();
  const ports: Record<string, number> = {};
  for (const [, name = "", port = ""] of text.matchAll(/^ {2}(\S.*?) {2,}\S*:(\d+)$/gm)) ports[name] = Number(port);
  const [url = "", httpsUrl = ""] = /^ {2}Console +(.*)$/m.exec(text)?.[1]?.split(/ +/) ?? [];
  return {
    process: child,
    said,
    url,
    httpsUrl,
    setUpLink: /^ +(http\S*\/set-up\?token=\S+)$/m.exec(text)?.[1] ?? null,
    ports,
    lmtpSocket: all.POPDESK_LMTP_SOCKET ?? "",
    stop: () => stopProcess(child),
  };
}

/** Those that a failed test left running end with the tests. */
const running = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of running) child.kill("SIGTERM");
});

/** The supervisor as a process, whatever becomes of it. */
export function launch(variables: Record<string, string>): { child: ChildProcess; said: () => string } {
  const child = spawn(process.execPath, ["--enable-source-maps", join(root, "dist/start.mjs")], {
    cwd: root,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...variables } as unknown as NodeJS.ProcessEnv,
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.add(child);
  child.once("exit", () => running.delete(child));
  let text = "";
  const hear = (chunk: Buffer) => {
    text += chunk.toString();
  };
  child.stdout?.on("data", hear);
  child.stderr?.on("data", hear);
  return { child, said: () => text };
}

export async function stopProcess(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  const [code] = await exited;
  return code as number | null;
}

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built `popdesk` command. */
export function popdesk(
  variables: Record<string, string>,
  args: readonly string[],
  input?: string | Buffer,
): Promise<Ran> {
  return runProgram(process.execPath, [join(root, "dist/popdesk.mjs"), ...args], variables, input);
}

/** Runs any program to its end, within a minute. */
export async function runProgram(
  command: string,
  args: readonly string[],
  variables: Record<string, string> = {},
  input?: string | Buffer,
): Promise<Ran> {
  const child = spawn(command, args, {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      LC_ALL: "C.UTF-8",
      ...variables,
    } as unknown as NodeJS.ProcessEnv,
    stdio: ["pipe", "pipe", "pipe"],
    timeout: 60_000,
  });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
  child.stdin.on("error", () => {}); // it may not read all of it
  child.stdin.end(input);
  const [code] = await once(child, "close");
  return {
    code: code as number | null,
    stdout: Buffer.concat(out).toString("latin1"),
    stderr: Buffer.concat(err).toString("latin1"),
  };
}

/** Whether a program is installed; tests that need a missing one are skipped by name. */
export function hasProgram(name: string): boolean {
  return (process.env.PATH ?? "").split(delimiter).some((place) => place !== "" && existsSync(join(place, name)));
}
