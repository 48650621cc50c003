/**
 * Writes one migration for both engines: `npm run migration -- <name>`, of the logs `npm run migration -- logs <name>`. No database
 * takes part: the schema as it was at the last migration (schema.last.prisma, kept beside the migrations) is compared with
 * schema.prisma. What Prisma cannot express stands in `extra/<engine>/<name>.sql` and is appended; so is
 * `extra/<engine>/rebuilt/<Table>.sql` where Prisma makes that table anew, which loses every index it does not know.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { bindMigrationAwareSqlAdapterFactory, mockMigrationAwareAdapterFactory } from "@prisma/driver-adapter-utils";
import * as bindings from "@prisma/schema-engine-wasm/schema_engine_bg";
import { schemaFor, schemas } from "./schemas.mjs";

interface SchemaEngine {
  diff(options: unknown): Promise<{ stdout: string | null }>;
}
const glue = bindings as {
  __wbg_set_wasm(exports: unknown): void;
  SchemaEngine: { new: (...args: unknown[]) => Promise<SchemaEngine> };
};

const isLogs = process.argv[2] === "logs" && process.argv.length > 3;
const { directory: here } = isLogs ? schemas.logs : schemas.mail;
const name = process.argv[isLogs ? 3 : 2];
if (!name || !/^[a-z0-9_]+$/.test(name)) {
  console.error("Name the migration in lower case: npm run migration -- add_app_passwords");
  process.exit(2);
}

const lastFile = join(here, "migrations", "schema.last.prisma");
const now = readFileSync(join(here, "schema.prisma"), "utf8");
const last = existsSync(lastFile) ? readFileSync(lastFile, "utf8") : null;
const stamp = new Date().toISOString().replace(/\D/g, "").slice(0, 14);

const wasmFile = join(
  dirname(createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm/schema_engine_bg")),
  "schema_engine_bg.wasm",
);
const { instance } = await WebAssembly.instantiate(readFileSync(wasmFile), {
  "./schema_engine_bg.js": bindings as never,
});
glue.__wbg_set_wasm(instance.exports);
(instance.exports as { __wbindgen_start(): void }).__wbindgen_start();

/** The SQL that turns `from` (null: nothing) into `to`; empty where nothing changed. */
async function difference(engine: "sqlite" | "postgresql", from: string | null, to: string): Promise<string> {
  const withProvider = (schema: string) => schemaFor(schema, engine);
  const mock = mockMigrationAwareAdapterFactory(engine === "sqlite" ? "sqlite" : "postgres");
  const adapter = await mock.connect();
  adapter.queryRaw = async () => ({ columnNames: [], columnTypes: [], rows: [] });
  adapter.executeRaw = async () => 0;
  const wasm = await glue.SchemaEngine.new(
    { datamodels: [["schema.prisma", withProvider(to)]] },
    () => {},
    bindMigrationAwareSqlAdapterFactory({ ...mock, connect: async () => adapter }),
  );
  const side = (schema: string) => ({
    tag: "schemaDatamodel",
    files: [{ path: "schema.prisma", content: withProvider(schema) }],
  });
  const { stdout } = await wasm.diff({
    from: from === null ? { tag: "empty" } : side(from),
    to: side(to),
    script: true,
    exitCode: null,
    filters: { externalTables: [], externalEnums: [] },
  });
  // The schema of the logs is made by who applies this, under the name it has there.
  const sql = (stdout ?? "").replace(isLogs ? /^-- CreateSchema\nCREATE SCHEMA .*;\n+/m : /(?!)/, "");
  // Under any other name than INTEGER, a key of SQLite is an index beside the table instead of the table's own order.
  return engine === "sqlite" ? sql.replaceAll("BIGINT NOT NULL PRIMARY KEY", "INTEGER NOT NULL PRIMARY KEY") : sql;
}

for (const engine of ["sqlite", "postgresql"] as const) {
  const sql = await difference(engine, last, now);
  const extraFile = join(here, "extra", engine, `${name}.sql`);
  const rebuilt = [...sql.matchAll(/CREATE TABLE "new_(\w+)"/g)].map(([, table]) =>
    join(here, "extra", engine, "rebuilt", `${table}.sql`),
  );
  const extra = [extraFile, ...rebuilt]
    .filter(existsSync)
    .map((file) => readFileSync(file, "utf8"))
    .join("\n");
  const root = join(here, "migrations", engine);
  const folder = join(root, `${stamp}_${name}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "migration.sql"), extra ? `${sql}\n${extra}` : sql);
  writeFileSync(join(root, "migration_lock.toml"), `provider = "${engine}"\n`);
  console.log(`${engine}: ${sql.split("\n").filter((line) => line && !line.startsWith("--")).length} lines`);
}
writeFileSync(lastFile, now);
