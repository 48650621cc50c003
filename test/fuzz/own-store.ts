import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { migrateAll } from "#server/database/migrate.ts";
import { readEnvironment } from "#server/env.ts";
import { closeStore, openStore } from "#server/store.ts";
import type { TestStore } from "#test/support/databases.ts";

/** A store on SQLite in a directory of its own; needs nothing that a test run has prepared. */
export async function ownStore(): Promise<TestStore> {
  const directory = await mkdtemp(join(tmpdir(), "popdesk-fuzz-"));
  await chmod(directory, 0o700);
  const variables = {
    POPDESK_DATA: directory,
    POPDESK_DATABASE_URL: `file:${join(directory, "popdesk.db")}`,
    POPDESK_LMTP_SOCKET: join(directory, "lmtp.sock"),
  };
  await migrateAll(variables.POPDESK_DATABASE_URL, resolve(import.meta.dirname, "../../prisma"));
  const environment = readEnvironment(variables);
  const store = await openStore(environment);
  const remove = () => rm(directory, { recursive: true, force: true });
  return {
    environment,
    variables,
    store,
    remove,
    close: async () => {
      await closeStore(store);
      await remove();
    },
  };
}
