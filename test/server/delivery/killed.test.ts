import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkStore } from "#server/maildrop/check-store.ts";
import { tester } from "#test/support/actor.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";
import { givenAccount, readBody } from "#test/support/mail.ts";

const script = join(import.meta.dirname, "deliver-forever.ts");

describe.each(engines)("a process killed while it delivers, on %s", (engine) => {
  let test: TestStore;

  beforeEach(async () => {
    test = await freshStore(engine);
  });

  afterEach(() => test.close());

  /** Kills it at once after so many acknowledgements; gives all that were written. */
  async function deliverAndKill(acknowledgements: number): Promise<[number, string][]> {
    const child = spawn(process.execPath, ["--import", "tsx", script], {
      env: { ...process.env, ...test.variables },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const lines: string[] = [];
    const reader = createInterface({ input: child.stdout });
    reader.on("line", (line) => {
      lines.push(line);
      if (lines.length === acknowledgements) child.kill("SIGKILL");
    });
    const [[, signal]] = await Promise.all([once(child, "exit"), once(reader, "close")]);
    expect(signal).toBe("SIGKILL");
    return lines
      .filter((line) => /^\d+ [0-9a-f]{64}$/.test(line))
      .map((line) => [Number(line.split(" ")[0]), line.split(" ")[1] ?? ""]);
  }

  it("has kept every message it acknowledged, octet for octet", async () => {
    const { store } = test;
    const { accountId } = await givenAccount(store);
    const acknowledged = [...(await deliverAndKill(3)), ...(await deliverAndKill(150))];
    expect(acknowledged.length).toBeGreaterThanOrEqual(153);
    for (const [sequence, sha256] of acknowledged) {
      const { bodyPlace, octets } = await store.db.message.findUniqueOrThrow({
        where: { accountId_sequence: { accountId, sequence } },
      });
      const body = await readBody(store.bodies.open(bodyPlace, octets));
      expect(createHash("sha256").update(body).digest("hex")).toBe(sha256);
    }
    const { findings } = await checkStore(store, { repair: false, actor: tester, graceMs: 0 });
    // Bodies without rows are what a crash may leave: nobody was told that they had arrived.
    expect(findings).toMatchObject({ "body-missing": 0, "body-damaged": 0, "counters-off": 0 });
  }, 60_000);
});
