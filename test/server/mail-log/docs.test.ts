import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { Entry, fieldsOf, numberFields } from "#server/mail-log/entry.ts";
import { mailPrograms } from "#server/mail-log/program/programs.ts";
import { eventMeanings, fieldMeanings } from "#server/mail-log/schema.ts";

const docs = readFileSync(resolve(import.meta.dirname, "../../../docs/mail-logs.md"), "utf8");

function tableOf(heading: string, rows: Readonly<Record<string, string>>): string {
  return [
    `| ${heading} | meaning |`,
    "|---|---|",
    ...Object.entries(rows).map(([name, meaning]) => `| \`${name}\` | ${meaning} |`),
  ].join("\n");
}

test("docs/mail-logs.md has the tables of fields and events, and names every program", () => {
  expect(docs).toContain(tableOf("field", fieldMeanings));
  expect(docs).toContain(tableOf("event", eventMeanings));
  for (const { name } of mailPrograms) expect(docs).toContain(name);
});

test("fields are written in the order of the vocabulary, all of them", () => {
  const entry = new Entry();
  for (const name of Object.keys(entry) as (keyof Entry)[]) {
    const isNumber = name === "timeMs" || name === "pid" || (numberFields as readonly string[]).includes(name);
    Object.assign(entry, { [name]: isNumber ? 1 : name === "facts" ? null : "x" });
  }
  expect(Object.keys(fieldsOf(entry))).toEqual(Object.keys(fieldMeanings));
});
