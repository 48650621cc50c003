import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { expect, test } from "vitest";

const log = resolve(import.meta.dirname, "../../server/log.ts");

/** What a program writes to standard error that says something and then does `then`. */
function said(then: string): string[] {
  const program = `import { flushLog, logger } from ${JSON.stringify(log)};
    const log = logger("test");
    for (const n of [1, 2, 3]) log.info({ n }, "said");
    ${then}`;
  const { stderr } = spawnSync(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", program], {
    encoding: "utf8",
    env: { ...process.env, POPDESK_LOG_LEVEL: "info" },
  });
  return stderr.split("\n").filter((line) => line.startsWith("{"));
}

test.each([
  ["an exit", "process.exit(1);"],
  ["a bug nobody catches", "throw new Error('bug');"],
  ["the end of a flush", "await flushLog(); process.kill(process.pid, 'SIGKILL');"],
])("what waits to be written is written before %s", (_name, then) => {
  expect(
    said(then)
      .slice(0, 3)
      .map((line) => JSON.parse(line).n),
  ).toEqual([1, 2, 3]);
});
