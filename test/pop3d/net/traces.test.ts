import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { logsUrl, sqliteFile } from "#server/database/url.ts";
import { awaitAnswer } from "#server/request/await-answer.ts";
import { kickSession } from "#server/session/kick.ts";
import { newSessionId } from "#server/session/session-id.ts";
import { purgeTraces } from "#server/session-trace/purge-traces.ts";
import { readTrace } from "#server/session-trace/read-trace.ts";
import type { TraceEntry } from "#server/session-trace/schema.ts";
import { type TraceRow, writeTraceRows } from "#server/session-trace/trace-statements.ts";
import { changeSettings } from "#server/setting/change-settings.ts";
import { tester } from "#test/support/actor.ts";
import { type RunningDaemon, startDaemon } from "#test/support/daemon.ts";
import { engines } from "#test/support/databases.ts";
import { eventually } from "#test/support/eventually.ts";
import { freshInstallation, type Installation } from "#test/support/installation.ts";
import { RawClient } from "#test/support/raw-client.ts";

/** Generous: the machine that tests is slow. That it takes a second at most is looked at where nothing else runs. */
const limitMs = 20_000;

describe.each(engines)("traces of sessions on %s", (engine) => {
  let at: Installation;
  let daemon: RunningDaemon;
  beforeAll(async () => {
    at = await freshInstallation(engine);
    for (const number of [1, 2, 3]) await at.deliver(`Subject: ${number}\r\n\r\nthe text of a letter\r\n`);
    daemon = await startDaemon(at);
    // On a busy machine a daemon takes that long to start.
  }, 120_000);
  afterAll(async () => {
    await daemon.stop();
    await at.close();
  });

  /** The daemon does what was wished until now. */
  async function obeyed(): Promise<void> {
    const { generation } = await at.store.db.control.findFirstOrThrow();
    await eventually(
      async () => ((await at.store.db.node.findFirst())?.observedGeneration ?? 0) >= generation,
      limitMs,
    );
  }

  const ports = new Map<RawClient, number>();
  const portOf = (client: RawClient) => ports.get(client) ?? 0;

  async function connected(): Promise<RawClient> {
    const client = await RawClient.connect(daemon.port("POP3"));
    ports.set(client, client.socket.localPort ?? 0);
    expect(await client.line()).toMatch(/^\+OK/);
    return client;
  }

  /** Of this client, which may have closed its socket: the daemon looks at its own ports too. */
  function sessionOf(client: RawClient) {
    return eventually(() => at.store.db.session.findFirst({ where: { remotePort: portOf(client) } }), limitMs);
  }

  /** What was said by this client, as soon as `isSo`. */
  async function trace(
    client: RawClient,
    isSo: (entries: readonly TraceEntry[]) => boolean = hasEnded,
  ): Promise<readonly TraceEntry[]> {
    const { id } = await sessionOf(client);
    return eventually(async () => {
      const entries = await readTrace(at.store, id);
      return entries !== null && isSo(entries) ? entries : null;
    }, limitMs);
  }

  const hasEnded = (entries: readonly TraceEntry[]) =>
    entries.some((entry) => entry.kind === "note" && entry.what === "end");

  /** "USER ann@example.org → +OK", a line each. */
  const told = (entries: readonly TraceEntry[]) =>
    entries.map((entry) => {
      if (entry.kind === "line")
        return `${entry.word}${entry.argument === null ? "" : ` ${entry.argument}`} → ${entry.answer}`;
      if (entry.kind === "run") return `${entry.count} × ${entry.word} ${entry.first}–${entry.last}`;
      return entry.kind === "note" ? `${entry.what}: ${entry.detail}` : `${entry.count} left out`;
    });

  /** All that the logs database holds, as octets of its files or as its rows. */
  async function logsText(): Promise<string> {
    const file = sqliteFile(logsUrl(at.environment.databaseUrl));
    if (file === null) return JSON.stringify(await at.store.logs.sessionTrace.findMany());
    const names = (await readdir(dirname(file))).filter((name) => name.startsWith("popdesk-logs.db"));
    const parts = await Promise.all(names.map((name) => readFile(join(dirname(file), name), "latin1")));
    return parts.join("\n");
  }

  test("are the conversation: greeting, commands, answers, the end; downloads in turn are one", async () => {
    const client = await connected();
    await client.signIn(at.address, at.password);
    await client.command("STAT");
    for (const number of [1, 2, 3]) {
      await client.command(`RETR ${number}`);
      await client.until(() => client.received.endsWith("\r\n.\r\n"));
      client.received = "";
    }
    await client.command("RETR 4");
    expect(await client.command("QUIT")).toMatch(/^\+OK/);
    client.destroy();
    const entries = await trace(client);
    expect(told(entries)).toEqual([
      expect.stringMatching(/^greeting: \+OK .* ready$/),
      `USER ${at.address} → +OK now the password`,
      "PASS … → +OK signed in, 3 messages",
      expect.stringMatching(/^STAT → \+OK 3 \d+$/),
      "3 × RETR 1–3",
      "RETR 4 → -ERR no message 4: this maildrop holds 3 messages",
      "QUIT → +OK bye, 0 messages removed",
      "end: quit",
    ]);
    const run = entries.find((entry) => entry.kind === "run");
    // The row is written behind as well, and by another way.
    const ended = { remotePort: portOf(client), endedAt: { not: null } };
    const row = await eventually(() => at.store.db.session.findFirst({ where: ended }));
    expect(run?.octets).toBeGreaterThan(100);
    const octets = entries.reduce((sum, entry) => sum + ("octets" in entry ? entry.octets : 0), 0);
    const [greeting] = entries;
    expect(octets + (greeting?.kind === "note" ? greeting.detail.length + 2 : 0)).toBe(Number(row.octetsSent));
  });

  test("hold no secret, in whichever field or line it was said, and no text of a message", async () => {
    const secrets = ["s3cr3t-typed", "s3cr3t.as.name", "s3cr3t@as.name", "s3cr3tword", "dG9rZW4tczNjcjN0", at.password];
    const base64 = (text: string) => Buffer.from(text).toString("base64");
    const client = await connected();
    await client.command("USER s3cr3t.as.name");
    await client.command("PASS s3cr3t-typed");
    await client.command("USER s3cr3t@as.name");
    await client.command("PASS s3cr3t-typed again");
    await client.command(`AUTH PLAIN ${base64("\0ann@example.org\0s3cr3t-typed")}`);
    client.destroy();
    expect(told(await trace(client)).slice(1, -1)).toEqual([
      "USER … → +OK now the password",
      expect.stringMatching(/^PASS … → -ERR \[AUTH\]/),
      "USER … → +OK now the password",
      expect.stringMatching(/^PASS … → -ERR \[AUTH\]/),
      expect.stringMatching(/^AUTH PLAIN … → -ERR \[AUTH\]/),
    ]);
    const other = await connected();
    await other.command("AUTH LOGIN");
    await other.command(base64("nobody@example.org"));
    await other.command(base64("s3cr3t-typed"));
    await other.command("AUTH XOAUTH2 dG9rZW4tczNjcjN0");
    await other.command(base64("s3cr3t-typed"));
    await other.command("s3cr3tword and more");
    await other.command("GET /s3cr3tword HTTP/1.1");
    await other.command("RETR s3cr3tword");
    await other.command("STAT s3cr3tword");
    other.destroy();
    const lines = told(await trace(other));
    expect(lines).toContainEqual(expect.stringMatching(/^AUTH LOGIN → \+$/));
    expect(lines).toContainEqual(expect.stringMatching(/^response … → \+$/));
    expect(lines).toContainEqual(expect.stringMatching(/^unknown → -ERR/));
    expect(lines).toContainEqual(expect.stringMatching(/^unknown GET → -ERR/));
    expect(lines).toContainEqual(expect.stringMatching(/^RETR … → -ERR/));
    const whole = await logsText();
    expect(whole).toContain("now the password");
    for (const secret of secrets) {
      expect(whole).not.toContain(secret);
      expect(whole).not.toContain(base64(secret).replace(/=+$/, ""));
    }
    expect(whole).not.toContain("the text of a letter");
  });

  test("keep the name of a domain here that was refused", async () => {
    const client = await connected();
    await client.command("USER nobody@example.org");
    await client.command("PASS s3cr3t-typed");
    client.destroy();
    expect(told(await trace(client))[1]).toBe("USER nobody@example.org → +OK now the password");
  });

  test("of a live session grow; a worker that is killed keeps what was said up to the last second", async () => {
    const client = await connected();
    await client.signIn(at.address, at.password);
    const session = await eventually(() =>
      at.store.db.session.findFirst({ where: { endedAt: null, state: "TRANSACTION" } }),
    );
    await trace(client, (entries) => told(entries).some((line) => line.startsWith("PASS … → +OK")));
    await client.command("UIDL 2");
    const before = await trace(client, (entries) => told(entries).some((line) => line.startsWith("UIDL 2 → +OK 2 ")));
    expect(hasEnded(before)).toBe(false);
    const { pid } = await at.store.db.incarnation.findFirstOrThrow({ where: { id: session.incarnationId } });
    process.kill(pid, "SIGKILL");
    await client.ended();
    client.destroy();
    await eventually(
      async () => (await at.store.db.session.findUnique({ where: { id: session.id } }))?.endReason === "lost",
      limitMs,
    );
    expect(await readTrace(at.store, session.id)).toEqual(before);
  });

  test("say who kicked", async () => {
    const client = await connected();
    await client.signIn(at.address, at.password);
    const { id } = await eventually(() =>
      at.store.db.session.findFirst({ where: { endedAt: null, state: "TRANSACTION" } }),
    );
    await awaitAnswer(at.store, await kickSession(at.store, { sessionId: id }, tester), limitMs);
    client.destroy();
    const entries = await trace(client);
    expect(told(entries).slice(-2)).toEqual([`kicked: ${tester.name}`, "end: kicked"]);
  });

  test("are not made where the setting says so, and the session is listed all the same", async () => {
    await changeSettings(at.store, { recordsTraces: false }, tester);
    await obeyed();
    const client = await connected();
    await client.command("QUIT");
    client.destroy();
    const { id } = await eventually(
      () => at.store.db.session.findFirst({ where: { remotePort: portOf(client), endReason: "quit" } }),
      limitMs,
    );
    // What is written of it would have been written before what is written of a later one.
    await changeSettings(at.store, { recordsTraces: true }, tester);
    await obeyed();
    const later = await connected();
    await later.command("QUIT");
    later.destroy();
    await trace(later);
    expect(await readTrace(at.store, id)).toBeNull();
  });

  test("are forgotten when they are older than the setting says, in pages", async () => {
    const minuteMs = 60 * 1000;
    const keptMs = 30 * 24 * 60 * minuteMs;
    const old = new Date(at.store.clock.now().getTime() - keptMs - minuteMs);
    const young = newSessionId(new Date(at.store.clock.now().getTime() - keptMs + 5 * minuteMs));
    const rows = Array.from({ length: 1_200 }, (): TraceRow => [newSessionId(old), "[1,[],[]]"]);
    await at.store.logStatements.write(writeTraceRows, rows);
    await at.store.logs.sessionTrace.create({ data: { sessionId: young, trace: "[1,[],[]]" } });
    const before = await at.store.logs.sessionTrace.count();
    expect(await purgeTraces(at.store)).toBe(1_200);
    expect(await at.store.logs.sessionTrace.count()).toBe(before - 1_200);
    expect(await readTrace(at.store, young)).toEqual([]);
  });
});
