import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { commands } from "#pop3d/session/commands/index.ts";

const folder = join(import.meta.dirname, "../../../pop3d/session/commands");
const files = readdirSync(folder).filter((name) => name !== "index.ts");

describe.each(files)("commands/%s", (name) => {
  const source = readFileSync(join(folder, name), "utf8").replaceAll("\n * ", " ");
  const row = /\/\*\* (?<doc>.+?)\s+\*\/\nexport const \w+ = command\(\{\n {2}keyword: "(?<keyword>\w+)"/.exec(
    source,
  )?.groups;

  it("is one row, in the table under its own keyword", () => {
    expect(row?.keyword).toBe(name.replace(".ts", "").toUpperCase());
    expect(commands.get(row?.keyword ?? "")?.keyword).toBe(row?.keyword);
  });

  it("cites its section of an RFC beside the line", () => {
    expect(row?.doc).toMatch(new RegExp(`^${row?.keyword}\\b.*\\(RFC \\d{4} §\\d`));
  });
});

it("the table holds every file's row and no other", () => {
  expect([...commands.keys()].sort()).toEqual(files.map((name) => name.replace(".ts", "").toUpperCase()).sort());
});
