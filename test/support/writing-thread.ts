import { join, resolve } from "node:path";
import { build } from "esbuild";

const root = resolve(import.meta.dirname, "../..");
const program = join(
  root,
  "node_modules/.cache",
  `popdesk-writing-thread-${process.env.VITEST_POOL_ID ?? process.pid}.mjs`,
);
let built: Promise<unknown> | undefined;

/** The program of the thread that writes as it is in the tree now; made once per test process, next to the packages it needs. */
export async function writingThreadProgram(): Promise<string> {
  built ??= build({
    absWorkingDir: root,
    entryPoints: ["server/statement/sqlite/thread.ts"],
    outfile: program,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    packages: "external",
    logLevel: "warning",
  });
  await built;
  return program;
}
