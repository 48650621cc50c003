// Writes the one schema twice, once for each engine, and generates a client from each.
// The SQLite client's types are the strict subset, so they are the application's types (server/db.ts).
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const prismaCommand = createRequire(import.meta.url).resolve("prisma/build/index.js");
const source = readFileSync(join(here, "schema.prisma"), "utf8");
const schemas = join(here, "generated", "schema");
mkdirSync(schemas, { recursive: true });

for (const provider of ["sqlite", "postgresql"]) {
  const file = join(schemas, `${provider}.prisma`);
  writeFileSync(
    file,
    source
      .replace(/(datasource\s+\w+\s*\{[^}]*provider\s*=\s*)"[^"]+"/, `$1"${provider}"`)
      .replace(/(generator\s+\w+\s*\{[^}]*output\s*=\s*)"[^"]+"/, `$1"../${provider}"`),
  );
  const run = spawnSync(process.execPath, [prismaCommand, "generate", "--schema", file], {
    encoding: "utf8",
    // Any existing file will do: it stops the download of an engine that generate never runs.
    env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: "1" },
  });
  if (run.status !== 0) {
    console.error(run.stdout + run.stderr);
    process.exit(run.status ?? 1);
  }
}

// The newest migration's name, compiled into every program, so that each knows the schema it was built for.
const newest = readdirSync(join(here, "migrations", "sqlite"))
  .filter((name) => /^\d/.test(name))
  .sort()
  .at(-1);
writeFileSync(
  join(here, "generated", "newest-migration.ts"),
  `export const newestMigration = ${JSON.stringify(newest)};\n`,
);
