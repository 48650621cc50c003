import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Evaluator } from "#server/alert/evaluator.ts";
import { closeStore, openStore, type Store } from "#server/store.ts";
import { engines, freshData, type TestData } from "#test/support/databases.ts";
import { WebReceiver } from "#test/support/receivers.ts";
import { cliJson, runCli } from "#test/support/run-cli.ts";

describe.each(engines)("popdesk alert on %s", (engine) => {
  let data: TestData;
  let store: Store;
  let web: WebReceiver;
  beforeAll(async () => {
    [data, web] = await Promise.all([freshData(engine), WebReceiver.open()]);
    store = await openStore(data.environment);
  });
  afterAll(async () => {
    web.close();
    await closeStore(store);
    await data.remove();
  });

  const run = (argv: readonly string[], stdin?: string) => runCli(data.variables, ["alert", ...argv], { stdin });
  const json = <T>(...argv: string[]) => cliJson<T>(data.variables, ["alert", ...argv]);

  test("channels are made with their secret from standard input, tried, switched off and deleted", async () => {
    const made = await run(["channel", "webhook", "desk", "--url", web.url]);
    expect(made.stdout).toMatch(/Its key, shown this once: [0-9a-f]{64}/);
    expect(await run(["test", "desk"])).toMatchObject({ code: 0, stdout: "Delivered: 200 OK: ok\n" });
    web.answer = { status: 500, text: "out of order" };
    expect(await run(["test", "desk"])).toMatchObject({
      code: 1,
      stdout: expect.stringContaining("500 Internal Server Error: out of order") as string,
    });
    await run(["channel", "ntfy", "phone", "--topic", "t", "--url", web.url, "--critical", "--secret-stdin"], "tk_9\n");
    await run(["test", "phone"]);
    expect(web.received.at(-1)?.headers.authorization).toBe("Bearer tk_9");
    const list = await json<{ name: string; leastSeverity: string }[]>("channel", "list");
    expect(list.map(({ name, leastSeverity }) => `${name} ${leastSeverity}`)).toEqual([
      "desk warning",
      "phone critical",
    ]);
    expect((await run(["channel", "list"])).stdout).not.toContain("tk_9");
    expect((await run(["channel", "disable", "phone"])).stdout).toBe("phone is off.\n");
    expect((await run(["channel", "delete", "phone"])).code).toBe(0);
    expect(await run(["test", "phone"])).toMatchObject({ code: 2 });
  });

  test("conditions are changed within their bounds; what is wrong is listed, acknowledged, muted and looked up", async () => {
    expect((await run(["list"])).stdout).toBe("Nothing is wrong.\n");
    await run(["set", "quota", "--set", "percent=80", "--for", "30", "--urgent"]);
    const rules =
      await json<{ condition: string; thresholds: object; forSeconds: number; isUrgent: boolean }[]>("conditions");
    expect(rules.find(({ condition }) => condition === "quota")).toMatchObject({
      thresholds: { percent: 80 },
      forSeconds: 30,
      isUrgent: true,
    });
    for (const wrong of [["percent=101"], ["rate=3"], ["percent"]]) {
      expect((await run(["set", "quota", "--set", ...wrong])).code).toBe(2);
    }
    expect((await run(["set", "weather", "--off"])).stderr).toContain("There is no condition weather");
    await store.db.bodyDamage.create({ data: { accountId: 1, sequence: 1, place: "x", problem: "gone" } });
    await new Evaluator(store).round(["body-damage"]);
    const { rows } = await json<{ rows: { id: number }[] }>("list");
    const id = String(rows[0]?.id);
    expect((await run(["history", id])).stdout).toMatch(/fired +desk +waiting/);
    expect((await run(["acknowledge", id])).stdout).toMatch(/^Acknowledged: A message cannot be read/);
    expect((await run(["acknowledge", id])).code).toBe(1);
    expect((await run(["mute", "body-damage", "--for", "2h", "--reason", "known"])).stdout).toContain(
      "Damaged messages",
    );
    expect((await run(["mute", "--for", "soon"])).code).toBe(2);
    expect((await run(["unmute"])).stdout).toContain("known");
    expect((await run(["unmute", "1"])).stdout).toBe("Told again: Damaged messages\n");
    expect((await run(["history", "--condition", "body-damage"])).stdout).toMatch(/firing +body-damage/);
  });
});
