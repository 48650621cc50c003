import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createSource } from "#server/log-source/change-sources.ts";
import { readSources, readSuggested } from "#server/log-source/read.ts";
import { newSource } from "#server/log-source/schema.ts";
import type { Store } from "#server/store.ts";
import { tester } from "#test/support/actor.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";

describe.each(engines)("Popdesk's own log as a source, on %s", (engine) => {
  let at: TestStore;
  let path: string;
  let store: Store;
  beforeEach(async () => {
    at = await freshStore(engine);
    const folder = join(at.environment.dataDirectory, "elsewhere");
    await mkdir(folder);
    path = join(folder, "popdesk.log");
    const logFile = { path, maxOctets: 1e6, maxAgeMs: 1e9, keptFiles: 3 };
    store = { ...at.store, environment: { ...at.environment, logFile } };
  });
  afterEach(() => at.close());

  test("is suggested where it is written to a file, and may be read wherever that is", async () => {
    expect((await readSuggested(store)).map((each) => each.path)).not.toContain(path);
    await writeFile(path, "{}\n");
    const [first] = await readSuggested(store);
    expect(first).toEqual({ path, name: "Popdesk", kind: "file", trouble: "", remedy: "" });
    await expect(createSource(at.store, newSource.parse({ name: "Popdesk", path }), tester)).rejects.toMatchObject({
      code: "not-allowed",
    });
    await createSource(store, newSource.parse({ name: "Popdesk", path }), tester);
    expect(await readSources(store)).toMatchObject([{ name: "Popdesk", path }]);
    expect((await readSuggested(store)).map((each) => each.path)).not.toContain(path);
  });
});
