/** Makes the database ready before anything serves from it: whole, at this program's schema, with what a new installation lacks. */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { storageTrouble } from "./body/storage-trouble.ts";
import { assertIntact, putDamagedLogsAside } from "./database/assert-intact.ts";
import { databaseTrouble } from "./database/database-trouble.ts";
import { migrateAll } from "./database/migrate.ts";
import { readEnvironment } from "./env.ts";
import { DomainError } from "./errors.ts";
import { closeStore, openStore } from "./store.ts";
import type { MailPorts } from "./supervisor/first-ports.ts";
import { diskWarning, type FirstStart, prepareStore } from "./supervisor/first-start.ts";

const schemas = join(dirname(fileURLToPath(import.meta.url)), "..", "prisma");

/** Ports for the listeners of a new installation, found by the supervisor. */
const ports = JSON.parse(process.argv[2] ?? "") as MailPorts;

process.umask(0o077);
prepare()
  .then((first) => process.send?.(first, () => process.exit(0)))
  .catch((error) => {
    const trouble = databaseTrouble(storageTrouble(error));
    console.error(trouble instanceof DomainError ? `Popdesk cannot start. ${trouble.message}` : error);
    process.exit(1);
  });

async function prepare(): Promise<FirstStart> {
  const environment = readEnvironment();
  assertIntact(environment.databaseUrl);
  const aside = putDamagedLogsAside(environment.databaseUrl, new Date());
  if (aside !== null)
    console.warn(`The logs were damaged. They are kept as ${aside}, and new ones begin; mail is not touched by this.`);
  const applied = await migrateAll(environment.databaseUrl, schemas);
  if (applied.length > 0) console.log(`Database brought up to date (${applied.join(", ")}).`);
  const warning = diskWarning(environment.dataDirectory);
  if (warning) console.warn(warning);
  const store = await openStore(environment);
  try {
    return await prepareStore(store, ports);
  } finally {
    await closeStore(store);
  }
}
