import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { execFileSync, spawnSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { MetricsDoor } from "#server/console/answer-metrics.ts";
import { readSums } from "#server/metric/read-sums.ts";
import { readExposition } from "#server/metric/read-exposition.ts";
import { createMetricsToken, revokeMetricsToken } from "#server/metric/token.ts";
import { changeSettings } from "#server/setting/change-settings.ts";
import { tester } from "#test/support/actor.ts";
import { type RunningDaemon, startDaemon } from "#test/support/daemon.ts";
import { engines } from "#test/support/databases.ts";
import { eventually } from "#test/support/eventually.ts";
import { expositionOf } from "#test/support/exposition.ts";
import { freshInstallation, type Installation } from "#test/support/installation.ts";
import { LmtpClient } from "#test/support/lmtp-client.ts";
import { PopClient } from "#test/support/pop-client.ts";

/** Generous: the machine that tests is slow. */
const limitMs = 20_000;

describe.each(engines)("what the daemon counts on %s", (engine) => {
  let at: Installation;
  let daemon: RunningDaemon;
  let door: Server;
  beforeAll(async () => {
    at = await freshInstallation(engine);
    for (const number of [1, 2, 3]) await at.deliver(`Subject: ${number}\r\n\r\nthe text of a letter\r\n`);
    daemon = await startDaemon(at, { POPDESK_WORKERS: "2" });
    const metrics = new MetricsDoor(at.store);
    door = createServer((request, response) => void metrics.answer(request, response));
    door.listen(0, "127.0.0.1");
    await once(door, "listening");
  }, 120_000);
  afterAll(async () => {
    door.closeAllConnections();
    door.close();
    await daemon.stop();
    await at.close();
  });

  const signIn = () => PopClient.signIn(daemon.port("POP3S"), at.address, at.password);
  const sums = () => readSums(at.store, { range: "day", from: undefined, until: undefined });
  const samples = async () => expositionOf(await readExposition(at.store));

  /** What /metrics gives. */
  async function read(headers: Record<string, string> = {}, method = "GET") {
    const { port } = door.address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}/metrics`, { headers, method });
    return { status: response.status, headers: response.headers, text: await response.text() };
  }

  test("adds up over workers and connections within seconds", async () => {
    const client = await signIn();
    expect((await client.listing("RETR 1")).status).toMatch(/^\+OK/);
    await client.command("RETR 99");
    await client.command("DELE 2");
    const other = await PopClient.connectTls(daemon.port("POP3S"));
    await other.command(`USER ${at.address}`);
    expect(await other.command(`PASS ${at.password}`)).toMatch(/IN-USE/);
    await other.command("QUIT");
    const guesser = await PopClient.connectTls(daemon.port("POP3S"));
    await guesser.command(`USER ${at.address}`);
    expect(await guesser.command("PASS wrong")).toMatch(/AUTH/);
    guesser.drop();
    await client.command("QUIT");
    const mta = await LmtpClient.open({ host: "127.0.0.1", port: daemon.port("LMTP") });
    expect(await mta.send([at.address], Buffer.from("Subject: new\r\n\r\nhello\r\n"))).toEqual([
      expect.stringMatching(/^250/),
    ]);
    expect(await mta.send(["nobody@example.org"], Buffer.from("\r\n"))).toEqual([expect.stringMatching(/^550/)]);
    await mta.close();

    await eventually(async () => {
      const found = await sums();
      return found.deliveredCount === 1 && found.removedCount === 1 && found.refusedCount === 2;
    }, limitMs);
    expect(await sums()).toMatchObject({
      signInCount: 1,
      cleartextCount: 0,
      inUseCount: 1,
      retrievedCount: 1,
      retrievalSuccess: 0.5,
      refusedDeliveryCount: 1,
    });
    const { value } = await eventually(async () => {
      const found = await samples();
      return found.value("popdesk_session_ends_total", { reason: "dropped" }) === 1 ? found : null;
    }, limitMs);
    expect(value("popdesk_sign_ins_total", { tls: "TLSv1.3" })).toBe(1);
    expect(value("popdesk_sign_in_failures_total", { reason: "in-use" })).toBe(1);
    expect(value("popdesk_sign_in_failures_total", { reason: "wrong-password" })).toBe(1);
    expect(value("popdesk_command_errors_total", { command: "RETR" })).toBe(1);
    expect(value("popdesk_command_duration_seconds_count", { command: "RETR" })).toBe(2);
    expect(value("popdesk_delivery_failures_total", { reason: "unknown-recipient" })).toBe(1);
    expect(value("popdesk_removed_bytes_total")).toBeGreaterThan(10);
    expect(value("popdesk_messages")).toBe(3);
    expect(value("popdesk_session_ends_total", { reason: "quit" })).toBe(2);
  }, 60_000);

  test("is said as Prometheus wants it", async () => {
    const text = await readExposition(at.store);
    const { problems } = expositionOf(text);
    expect(problems).toEqual([]);
    const promtool = spawnSync("promtool", ["check", "metrics"], { input: text, encoding: "utf8" });
    if (promtool.error === undefined) expect(`${promtool.stdout}${promtool.stderr}`).toBe("");
  });

  test("names no account and no address", async () => {
    const text = await readExposition(at.store);
    expect(text).not.toContain("@");
    expect(text).not.toContain("127.0.0.1");
  });

  test("goes on after a worker and after the whole daemon was killed; while it is away, that is said", async () => {
    const before = (await sums()).signInCount;
    const client = await signIn();
    await client.command("QUIT");
    await eventually(async () => (await sums()).signInCount === before + 1, limitMs);
    const worker = execFileSync("pgrep", ["-P", String(daemon.process.pid)], { encoding: "utf8" }).split("\n")[0];
    process.kill(Number(worker), "SIGKILL");
    await eventually(async () => (await samples()).value("popdesk_worker_deaths_total") === 1, limitMs);
    expect((await samples()).values("popdesk_up")).toEqual([1]);
    daemon.process.kill("SIGKILL");
    await once(daemon.process, "exit");
    expect((await sums()).signInCount).toBe(before + 1);
    const away = await eventually(async () => {
      const found = await samples();
      return found.values("popdesk_up")[0] === 0 ? found : null;
    }, limitMs);
    expect(away.values("popdesk_sessions")).toEqual([]);
    expect(away.value("popdesk_sign_ins_total", { tls: "TLSv1.3" })).toBe(before + 1);
    daemon = await startDaemon(at);
    const again = await signIn();
    await again.command("QUIT");
    await eventually(async () => (await sums()).signInCount === before + 2, limitMs);
    expect((await samples()).value("popdesk_worker_deaths_total")).toBe(1);
  }, 120_000);

  test("stops where it is switched off", async () => {
    await obeyed({ recordsMetrics: false });
    const before = await sums();
    const client = await signIn();
    await client.command("QUIT");
    // What was counted would be written by the time the daemon counts again.
    await obeyed({ recordsMetrics: true });
    const next = await signIn();
    await next.command("QUIT");
    await eventually(async () => (await sums()).signInCount > before.signInCount, limitMs);
    expect((await sums()).signInCount).toBe(before.signInCount + 1);
  }, 60_000);

  async function obeyed(change: Parameters<typeof changeSettings>[1]): Promise<void> {
    await changeSettings(at.store, change, tester);
    const { generation } = await at.store.db.control.findFirstOrThrow();
    await eventually(
      async () => ((await at.store.db.node.findFirst())?.observedGeneration ?? 0) >= generation,
      limitMs,
    );
  }

  test("is served to nobody at first, then to this machine, then to who shows the token from an allowed network", async () => {
    expect((await read()).status).toBe(404);
    await changeSettings(at.store, { metricsAccess: "machine" }, tester);
    const found = await read();
    expect(found.status).toBe(200);
    expect(found.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    expect(expositionOf(found.text).problems).toEqual([]);
    expect((await read({}, "HEAD")).text).toBe("");
    expect((await read({}, "POST")).status).toBe(405);
    // A proxy on this machine speaks for others.
    expect((await read({ "x-forwarded-for": "192.0.2.7" })).status).toBe(403);

    await changeSettings(at.store, { metricsAccess: "token" }, tester);
    expect((await read()).status).toBe(401);
    const { token } = await createMetricsToken(at.store, {}, tester);
    expect(JSON.stringify(await at.store.db.metricsToken.findMany())).not.toContain(token);
    expect((await read({ authorization: `Bearer ${token}` })).status).toBe(200);
    expect((await read({ authorization: `Bearer ${token}x` })).status).toBe(401);
    expect((await read()).headers.get("www-authenticate")).toContain("Bearer");
    await changeSettings(at.store, { metricsNetworks: "192.0.2.0/24" }, tester);
    expect((await read({ authorization: `Bearer ${token}`, via: "1.1 proxy" })).status).toBe(403);
    await changeSettings(at.store, { metricsNetworks: "192.0.2.0/24, 127.0.0.0/8" }, tester);
    expect((await read({ authorization: `Bearer ${token}`, via: "1.1 proxy" })).status).toBe(200);

    const { token: newer } = await createMetricsToken(at.store, {}, tester);
    expect((await read({ authorization: `Bearer ${token}` })).status).toBe(401);
    await revokeMetricsToken(at.store, {}, tester);
    expect((await read({ authorization: `Bearer ${newer}` })).status).toBe(401);
    await expect(revokeMetricsToken(at.store, {}, tester)).rejects.toThrow("no token");
    await changeSettings(at.store, { metricsAccess: "off" }, tester);
    expect((await read()).status).toBe(404);
  });
});
