import { describe, expect, test } from "vitest";
import { explainAnswer } from "#server/log-knowledge/explain-answer.ts";
import { explainEntry } from "#server/log-knowledge/explain-entry.ts";
import { knowledge } from "#server/log-knowledge/knowledge.ts";
import { topics } from "#server/log-knowledge/schema.ts";
import { fieldsOf } from "#server/mail-log/entry.ts";
import { LineParser } from "#server/mail-log/parse-line.ts";

function explained(sample: string): string | undefined {
  if (sample.startsWith("-ERR")) return explainAnswer(sample)?.name;
  const parser = new LineParser({ zone: "UTC", referenceMs: Date.parse("2026-11-22T00:00:00Z") });
  return explainEntry(fieldsOf(parser.parse(sample)))?.name;
}

describe.each(knowledge)("$name", ({ name, samples }) => {
  test.each(samples.map((sample) => ({ sample })))("$sample", ({ sample }) => {
    expect(explained(sample)).toBe(name);
  });
});

test("there are enough of them, each name once, each with words and a topic that is shown", () => {
  expect(knowledge.length).toBeGreaterThanOrEqual(60);
  expect(new Set(knowledge.map(({ name }) => name)).size).toBe(knowledge.length);
  for (const { name, topic, title, meaning, causes, checks, samples, answers, matches } of knowledge) {
    expect(topics).toHaveProperty(topic);
    expect([name, title, meaning, ...causes, ...checks].every((text) => text.trim() !== "")).toBe(true);
    expect([name, causes.length > 0, checks.length > 0]).toEqual([name, true, true]);
    const isTriable = samples.length > 0 || (answers === undefined && matches === undefined);
    expect([name, isTriable]).toEqual([name, true]);
  }
});
