import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { type Postgres, startPostgres } from "./postgres.ts";
import { templateDirectory } from "./template.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Folder with a migrated SQLite database that tests copy. */
    templates: string;
    /** A PostgreSQL server of this run alone: `postgresql://…/postgres`. Its database `template_popdesk` is migrated. */
    postgresUrl: string;
  }
}

/** What all test files share: a migrated database of each engine. Every test copies them, none changes them. */
export default async function setup(project: TestProject) {
  const directory = await mkdtemp(join(tmpdir(), "popdesk-test-"));
  let postgres: Postgres | undefined;
  try {
    postgres = await startPostgres();
    await templateDirectory(directory, postgres.url);
  } catch (error) {
    await postgres?.stop();
    await rm(directory, { recursive: true, force: true });
    throw error;
  }
  const server = postgres;
  project.provide("templates", directory);
  project.provide("postgresUrl", server.url);
  return async () => {
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  };
}
