import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inject } from "vitest";
import type { Engine } from "#server/database/url.ts";
import { type Environment, readEnvironment } from "#server/env.ts";
import { closeStore, openStore, type Store } from "#server/store.ts";
import { borrowPostgres, copySqlite, giveBackPostgres } from "./template.ts";

/** Every test that touches the database runs on both: `describe.each(engines)("… on %s", (engine) => …)`. */
export const engines: readonly Engine[] = ["sqlite", "postgresql"];

export interface TestData {
  /** Environment of a data directory of its own with a migrated, empty database. */
  readonly environment: Environment;
  /** The same as variables, for child processes. */
  readonly variables: Readonly<Record<string, string>>;
  remove(): Promise<void>;
}

export interface TestStore extends TestData {
  readonly store: Store;
  /** Closes the store and removes everything. */
  close(): Promise<void>;
}

/** A fresh data directory with a copy of the migrated database; nothing is opened. */
export async function freshData(engine: Engine): Promise<TestData> {
  const directory = await mkdtemp(join(tmpdir(), "popdesk-data-"));
  await chmod(directory, 0o700);
  const url =
    engine === "sqlite"
      ? await copySqlite(inject("templates"), directory)
      : await borrowPostgres(inject("postgresUrl"));
  const variables = {
    POPDESK_DATA: directory,
    POPDESK_DATABASE_URL: url,
    POPDESK_LMTP_SOCKET: join(directory, "lmtp.sock"),
  };
  return {
    environment: readEnvironment(variables),
    variables,
    remove: async () => {
      if (engine === "postgresql") await giveBackPostgres(url);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** The same, opened as a store. */
export async function freshStore(engine: Engine): Promise<TestStore> {
  const data = await freshData(engine);
  const store = await openStore(data.environment);
  return {
    ...data,
    store,
    close: async () => {
      await closeStore(store);
      await data.remove();
    },
  };
}
