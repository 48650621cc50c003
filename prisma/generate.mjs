// Writes each schema twice, once for each engine, and generates a client from each.
// The SQLite client's types are the strict subset, so they are the application's types (server/db.ts).
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { engines, schemaFor, schemas } from "./schemas.mjs";

const generated = join(dirname(fileURLToPath(import.meta.url)), "generated");
const prismaCommand = createRequire(import.meta.url).resolve("prisma/build/index.js");
mkdirSync(join(generated, "schema"), { recursive: true });

for (const [name, { directory, clients }] of Object.entries(schemas)) {
  const source = readFileSync(join(directory, "schema.prisma"), "utf8");
  for (const engine of engines) {
    const file = join(generated, "schema", `${name}-${engine}.prisma`);
    writeFileSync(file, schemaFor(source, engine, join(clients, engine)));
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
}

// The newest migration's name, compiled into every program, so that each knows the schema it was built for. Logs are brought up to date
// together with mail.
const newest = readdirSync(join(schemas.mail.directory, "migrations", "sqlite"))
  .filter((name) => /^\d/.test(name))
  .sort()
  .at(-1);
writeFileSync(join(generated, "newest-migration.ts"), `export const newestMigration = ${JSON.stringify(newest)};\n`);
