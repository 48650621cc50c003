import { once } from "node:events";
import { stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { engines, freshData, type TestData } from "#test/support/databases.ts";
import { eventually } from "#test/support/eventually.ts";
import { PopClient } from "#test/support/pop-client.ts";
import {
  launch,
  popdesk,
  type RunningPopdesk,
  startPopdesk,
  stopProcess,
  variablesFor,
} from "#test/support/popdesk.ts";

/** What is promised: everything stops within five seconds. */
const stopLimitMs = 5_000;

/** Starts where none is expected to come up; gives what was said. */
async function refusal(data: TestData, variables: Record<string, string> = {}): Promise<string> {
  const { child, said } = launch({ ...variablesFor(data), ...variables });
  expect((await once(child, "exit"))[0]).toBe(1);
  return said();
}

describe.each(engines)("npm start on %s, from one start to the next", (engine) => {
  let data: TestData;
  let server: RunningPopdesk;
  let firstLink: string | null;
  beforeAll(async () => {
    data = await freshData(engine);
    server = await startPopdesk(data);
  });
  afterAll(async () => {
    await server?.stop();
    await data?.remove();
  });

  const status = async () => JSON.parse((await popdesk(variablesFor(data), ["status", "--json"])).stdout);

  test("it prints ports and a set-up link, and keeps its state to itself", async () => {
    expect(server.ports).toMatchObject({
      POP3: expect.any(Number),
      POP3S: expect.any(Number),
      LMTP: expect.any(Number),
    });
    firstLink = server.setUpLink;
    expect(firstLink).toMatch(/\/set-up\?token=[\w-]{20,}$/);
    expect((await stat(data.environment.dataDirectory)).mode & 0o777).toBe(0o700);
  });

  test("Ctrl+C stops it in time, with sessions open", async () => {
    const client = await PopClient.connect(server.ports.POP3 ?? 0);
    const startedAt = performance.now();
    server.process.kill("SIGINT");
    expect((await once(server.process, "exit"))[0]).toBe(0);
    expect(performance.now() - startedAt).toBeLessThan(stopLimitMs);
    await client.closed();
  });

  test("the next start finds its listeners in place, and gives a new link", async () => {
    server = await startPopdesk(data);
    expect(server.setUpLink).not.toBe(firstLink);
    const { listeners } = (await status()) as { listeners: { name: string }[] };
    expect(listeners.map(({ name }) => name).sort()).toEqual(["LMTP", "LMTP socket", "POP3", "POP3S"]);
  });

  test("a second one on the same data directory is refused", async () => {
    const { dataDirectory } = data.environment;
    expect(await refusal(data)).toContain(`already running on ${dataDirectory} (process ${server.process.pid})`);
  });

  test("a daemon that is killed comes back by itself", async () => {
    const before = await status();
    process.kill(before.daemon.pid, "SIGKILL");
    await eventually(async () => {
      const now = await status();
      return now.daemon.isAlive && now.daemon.pid !== before.daemon.pid;
    }, 20_000);
  });

  test("SIGTERM stops it in time, with sessions open", async () => {
    const client = await eventually(async () => {
      const listener = (await status()).listeners.find(({ name }: { name: string }) => name === "POP3");
      return PopClient.connect(listener.facts[0].boundPort).catch(() => null);
    });
    const startedAt = performance.now();
    expect(await server.stop()).toBe(0);
    expect(performance.now() - startedAt).toBeLessThan(stopLimitMs);
    await client.closed();
  });
});

describe("npm start refuses plainly", () => {
  let data: TestData;
  beforeEach(async () => {
    data = await freshData("sqlite");
  });
  afterEach(() => data.remove());

  test("a console port in use, naming port and remedy", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as { port: number };
    const said = await refusal(data, { POPDESK_HTTP_PORT: String(port) });
    expect(said).toContain(String(port));
    expect(said).toContain("POPDESK_HTTP_PORT=");
    other.close();
  });

  test("a damaged database, with nothing changed", async () => {
    const file = join(data.environment.dataDirectory, "popdesk.db");
    const garbage = Buffer.alloc(8192, "this is no database ");
    await writeFile(file, garbage);
    const said = await refusal(data);
    expect(said).toContain("is damaged");
    expect(said).not.toContain("at "); // no stack
  });

  test("a setting that cannot be, by its name", async () => {
    expect(await refusal(data, { POPDESK_HTTP_PORT: "http" })).toContain("POPDESK_HTTP_PORT");
    expect(await refusal(data, { POPDESK_DATABASE_URL: "mysql://x" })).toContain("postgresql://");
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
