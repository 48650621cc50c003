// Bundles the programs: our own modules, and those packages that every start loads, become a few files, so that a program starts in
// a fraction of a second and needs no TypeScript at run time.
import { rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const outdir = join(root, "dist");
rmSync(outdir, { recursive: true, force: true });

await build({
  absWorkingDir: root,
  entryPoints: {
    start: "server/start.ts",
    prepare: "server/prepare.ts",
    pop3d: "pop3d/main.ts",
    "pop3d-worker": "pop3d/worker.ts",
    "pop3d-writing-thread": "server/statement/sqlite/thread.ts",
    "hashing-thread": "server/credential/foreign/hashing-thread.ts",
    console: "server/console.ts",
    "log-reader": "server/log-reader.ts",
    popdesk: "server/cli/main.ts",
  },
  outdir,
  outExtension: { ".js": ".mjs" },
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  // What is loaded in every start is bundled with the rest; what brings native code or finds its files by path is not.
  external: [
    "better-sqlite3",
    "@node-rs/argon2",
    "@node-rs/bcrypt",
    "@peculiar/x509",
    "next",
    "next-auth",
    "pg",
    "pino",
    "esbuild",
  ],
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  define: { "process.env.NODE_ENV": '"production"' },
  sourcemap: true,
  sourcesContent: false,
  logLevel: "warning",
});
