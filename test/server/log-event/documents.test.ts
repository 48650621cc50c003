import { expect, test } from "vitest";
import { logEventsDocument } from "#server/log-event/document.ts";
import { knowledgeDocument } from "#server/log-knowledge/document.ts";

/** Written anew by: npx vitest run --config test/vitest.config.ts --root . test/server/log-event -u */
test.each([
  ["log-events.md", logEventsDocument],
  ["log-knowledge.md", knowledgeDocument],
])("docs/%s is what the table says", async (name, document) => {
  await expect(document()).toMatchFileSnapshot(`../../../docs/${name}`);
});
