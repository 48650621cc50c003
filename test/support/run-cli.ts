import { Readable, Writable } from "node:stream";
import { runPopdesk } from "#server/cli/run.ts";

export interface CliRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly stdin?: string | Buffer;
  readonly signal?: AbortSignal;
}

/** Runs one `popdesk` command line inside the test's process. */
export async function runCli(
  variables: Readonly<Record<string, string>>,
  argv: readonly string[],
  { stdin = "", signal = new AbortController().signal }: CliOptions = {},
): Promise<CliRun> {
  const out = new Collected();
  const err = new Collected();
  const code = await runPopdesk(argv, {
    variables: variables as unknown as NodeJS.ProcessEnv,
    stdin: Readable.from(stdin.length === 0 ? [] : [Buffer.from(stdin)]),
    stdout: out,
    stderr: err,
    cancelled: signal,
  });
  return { code, stdout: out.text, stderr: err.text };
}

/** The document that --json prints. */
export async function cliJson<T>(
  variables: Readonly<Record<string, string>>,
  argv: readonly string[],
  options?: CliOptions,
): Promise<T> {
  const { code, stdout, stderr } = await runCli(variables, ["--json", ...argv], options);
  if (code !== 0) throw new Error(`popdesk ${argv.join(" ")} ended with ${code}: ${stderr}`);
  return JSON.parse(stdout) as T;
}

class Collected extends Writable {
  text = "";

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}
