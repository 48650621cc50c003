import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from "node:fs";
import { join, resolve } from "node:path";

export interface Generator {
  /** Path of the program. */
  readonly program: string;
  /** False where the headers of OpenSSL are missing: rows with TLS are left out then. */
  readonly hasTls: boolean;
}

const cache = resolve(import.meta.dirname, "../../../node_modules/.cache/popdesk");
const flags = ["-O2", "-std=gnu11", "-Wall", "-Wextra", "-Wshadow"];
const sources = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith(".c"))
  .sort();

/** The load generator, compiled at its first use and whenever its source has changed. */
export function buildGenerator(): Generator {
  const withTls = compile(
    "generator-tls",
    sources.filter((name) => name !== "without-tls.c"),
    ["-lssl", "-lcrypto"],
  );
  if (typeof withTls === "string") return { program: withTls, hasTls: true };
  const plain = compile(
    "generator",
    sources.filter((name) => name !== "tls.c"),
    [],
  );
  if (typeof plain === "string") return { program: plain, hasTls: false };
  throw new Error(`The load generator could not be compiled. On Debian: apt-get install gcc libc6-dev\n${plain.said}`);
}

function compile(name: string, files: readonly string[], libraries: readonly string[]): string | { said: string } {
  const digest = createHash("sha256").update(flags.join(" "));
  for (const file of readdirSync(import.meta.dirname).sort()) {
    if (/\.[ch]$/.test(file)) digest.update(file).update(readFileSync(join(import.meta.dirname, file)));
  }
  const program = join(cache, `bench-${name}-${digest.digest("hex").slice(0, 16)}`);
  if (existsSync(program)) return program;
  mkdirSync(cache, { recursive: true });
  const half = `${program}.${process.pid}`;
  const run = spawnSync("cc", [...flags, ...files, "-o", half, ...libraries], {
    cwd: import.meta.dirname,
    encoding: "utf8",
  });
  if (run.status !== 0) return { said: run.error?.message ?? run.stderr };
  renameSync(half, program);
  return program;
}
