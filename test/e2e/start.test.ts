import { stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { engines, freshData, type TestData } from "#test/support/databases.ts";
import { eventually } from "#test/support/eventually.ts";
import { launch, popdesk, startPopdesk, stopProcess, variablesFor } from "#test/support/popdesk.ts";
import { PopClient } from "#test/support/pop-client.ts";

/** What is promised: everything stops within five seconds. */
const stopLimitMs = 5_000;

describe.each(engines)("npm start on %s", (engine) => {
  let data: TestData;
  beforeEach(async () => {
    data = await freshData(engine);
  });
  afterEach(() => data.remove());

  test("starts, prints ports and a set-up link, keeps its state to itself, and stops with sessions open", async () => {
    const server = await startPopdesk(data);
    expect(server.ports).toMatchObject({
      POP3: expect.any(Number),
      POP3S: expect.any(Number),
      LMTP: expect.any(Number),
    });
    expect(server.setUpLink).toMatch(/\/set-up\?token=[\w-]{20,}$/);
    expect((await stat(data.environment.dataDirectory)).mode & 0o777).toBe(0o700);
    const client = await PopClient.connect(server.ports.POP3 ?? 0);
    const startedAt = performance.now();
    expect(await server.stop()).toBe(0);
    expect(performance.now() - startedAt).toBeLessThan(stopLimitMs);
    await client.closed();
  });

  test("Ctrl+C stops it as well, and the next start finds listeners and certificate in place", async () => {
    const first = await startPopdesk(data);
    first.process.kill("SIGINT");
    expect((await once(first.process, "exit"))[0]).toBe(0);
    const second = await startPopdesk(data);
    const listed = await popdesk(variablesFor(data), ["listener", "list", "--json"]);
    expect(
      (JSON.parse(listed.stdout) as { rows: { name: string }[] }).rows.map((listener) => listener.name).sort(),
    ).toEqual(["LMTP", "LMTP socket", "POP3", "POP3S"]);
    expect(second.setUpLink).not.toBe(first.setUpLink);
    await second.stop();
  });

  test("a daemon that is killed comes back by itself", async () => {
    const server = await startPopdesk(data);
    const before = JSON.parse((await popdesk(variablesFor(data), ["status", "--json"])).stdout);
    process.kill(before.daemon.pid, "SIGKILL");
    await eventually(async () => {
      const now = JSON.parse((await popdesk(variablesFor(data), ["status", "--json"])).stdout);
      return now.daemon.isAlive && now.daemon.pid !== before.daemon.pid;
    }, 20_000);
    await server.stop();
  });
});

describe("npm start refuses plainly", () => {
  let data: TestData;
  beforeEach(async () => {
    data = await freshData("sqlite");
  });
  afterEach(() => data.remove());

  async function refusal(variables: Record<string, string> = {}): Promise<string> {
    const { child, said } = launch({ ...variablesFor(data), ...variables });
    expect((await once(child, "exit"))[0]).toBe(1);
    return said();
  }

  test("a second one on the same data directory", async () => {
    const server = await startPopdesk(data);
    expect(await refusal()).toContain(
      `already running on ${data.environment.dataDirectory} (process ${server.process.pid})`,
    );
    await server.stop();
  });

  test("a console port in use, naming port and remedy", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as { port: number };
    const said = await refusal({ POPDESK_HTTP_PORT: String(port) });
    expect(said).toContain(String(port));
    expect(said).toContain("POPDESK_HTTP_PORT=");
    other.close();
  });

  test("a damaged database, with nothing changed", async () => {
    const file = join(data.environment.dataDirectory, "popdesk.db");
    const garbage = Buffer.alloc(8192, "this is no database ");
    await writeFile(file, garbage);
    const said = await refusal();
    expect(said).toContain("is damaged");
    expect(said).not.toContain("at "); // no stack
  });

  test("a setting that cannot be, by its name", async () => {
    expect(await refusal({ POPDESK_HTTP_PORT: "http" })).toContain("POPDESK_HTTP_PORT");
    expect(await refusal({ POPDESK_DATABASE_URL: "mysql://x" })).toContain("postgresql://");
  });
});

test("a mail port in use is shown with its remedy, and opened once it is free", async () => {
  const data = await freshData("sqlite");
  const other = createServer().listen(0);
  await once(other, "listening");
  const { port } = other.address() as { port: number };
  const server = await startPopdesk(data, { POPDESK_POP3_PORT: String(port) });
  expect(server.said()).toMatch(new RegExp(`POP3 +NOT OPEN: .*${port}`));
  other.close();
  await eventually(() =>
    PopClient.connect(port).then(
      (client) => client.quit().then(() => true),
      () => false,
    ),
  );
  await server.stop();
  await stopProcess(server.process);
  await data.remove();
});
