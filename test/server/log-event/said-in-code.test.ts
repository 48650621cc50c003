import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { logEventRows } from "#server/log-event/events.ts";
import { logFields } from "#server/log-event/fields.ts";

const root = resolve(import.meta.dirname, "../../..");
const code = ["server", "pop3d", "app"]
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((name) => join(folder, name)),
  )
  .filter((path) => /\.tsx?$/.test(path) && !path.startsWith("server/log-event/"))
  .map((path) => readFileSync(join(root, path), "utf8"))
  .join("\n");

/** Made of a word and this ending: pop3d/net/worker/session-rows.ts. */
const composed = new Set(["sessions-not-written", "traces-not-written"]);

test("every event of the table is said somewhere, so that the document promises nothing", () => {
  const unsaid = logEventRows.filter(({ name }) => !composed.has(name) && !code.includes(`"${name}"`));
  expect(unsaid.map(({ name }) => name)).toEqual([]);
});

test("every field is one of some event", () => {
  const used = new Set<string>(logEventRows.flatMap(({ fields, more = [] }) => [...fields, ...more]));
  expect(Object.keys(logFields).filter((name) => !used.has(name))).toEqual([]);
});
