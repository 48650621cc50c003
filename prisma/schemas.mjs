// The two schemas: mail with its policies, and logs. Each has its own migrations, and clients of both engines.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const generated = join(here, "generated");

export const engines = ["sqlite", "postgresql"];

/** `clients`: where the client of each engine goes. */
export const schemas = {
  mail: { directory: here, clients: generated },
  logs: { directory: join(here, "logs"), clients: join(generated, "logs") },
};

/** The text of a schema for an engine, its client going to `output`. */
export function schemaFor(source, engine, output) {
  const named = source.replace(/(datasource\s+\w+\s*\{[^}]*provider\s*=\s*)"[^"]+"/, `$1"${engine}"`);
  return output === undefined
    ? named
    : named.replace(/(generator\s+\w+\s*\{[^}]*output\s*=\s*)"[^"]+"/, `$1"${output}"`);
}
