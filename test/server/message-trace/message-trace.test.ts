import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { answerTrace } from "#server/message-trace/answer-trace.ts";
import { type MessageTrace, traceQuestion } from "#server/message-trace/schema.ts";
import { type RunningDaemon, startDaemon } from "#test/support/daemon.ts";
import { engines } from "#test/support/databases.ts";
import { eventually } from "#test/support/eventually.ts";
import { freshInstallation, type Installation } from "#test/support/installation.ts";
import { LmtpClient } from "#test/support/lmtp-client.ts";
import { storeLines } from "#test/support/log-lines.ts";
import { PopClient } from "#test/support/pop-client.ts";
import { runCli } from "#test/support/run-cli.ts";

const queueId = "4XyZ1b2c3dz9";
const messageId = "20261121.7@example.net";
const dayMs = 24 * 3_600_000;

/** What Postfix writes of a message for two recipients, of which the second is a server that is away. */
function postfix(startMs: number, id: string, answer: string, named = messageId): string[] {
  const line = (seconds: number, text: string) =>
    `${new Date(startMs + seconds * 1000).toISOString()} mx postfix/${text}`;
  return [
    line(0, `smtpd[810]: ${id}: client=mail.example.net[192.0.2.9]`),
    line(0.1, `cleanup[815]: ${id}: message-id=<${named}>`),
    line(0.2, `qmgr[702]: ${id}: from=<eve@example.net>, size=1204, nrcpt=2 (queue active)`),
    line(
      0.5,
      `smtp[820]: ${id}: to=<carl@example.com>, relay=none, delay=2, delays=1/0/1/0, dsn=4.4.1, status=deferred (connect to mx.example.com[192.0.2.25]:25: Connection refused)`,
    ),
    line(
      1,
      `lmtp[819]: ${id}: to=<ann@example.org>, relay=127.0.0.1[127.0.0.1]:24, delay=0.12, delays=0.05/0.01/0.02/0.04, dsn=2.0.0, status=sent (${answer})`,
    ),
    line(
      60,
      `smtp[820]: ${id}: to=<carl@example.com>, relay=mx.example.com[192.0.2.25]:25, delay=60, delays=58/0/1/1, dsn=5.1.1, status=bounced (host mx.example.com[192.0.2.25] said: 550 5.1.1 no such user)`,
    ),
    line(60.1, `bounce[821]: ${id}: sender non-delivery notification: 4XyZ1c0YrLz9`),
    line(60.2, `qmgr[702]: ${id}: removed`),
  ];
}

describe.each(engines)("the way of a message on %s", (engine) => {
  let at: Installation;
  let daemon: RunningDaemon;
  /** The id that our answer named. */
  let deliveryId = "";

  beforeAll(async () => {
    at = await freshInstallation(engine);
    daemon = await startDaemon(at);
    const lmtp = await LmtpClient.open({ host: "127.0.0.1", port: daemon.port("LMTP") });
    const header = [
      `Received: from mail.example.net by mx.example.org (Postfix) with ESMTP id ${queueId}; Sat`,
      "From: Eve <eve@example.net>",
      "Subject: The contract",
      `Message-ID: <${messageId}>`,
    ];
    const sentMs = Date.now();
    const [answer = ""] = await lmtp.send(
      [at.address],
      Buffer.from(`${header.join("\r\n")}\r\n\r\nText.\r\n`),
      "eve@example.net",
    );
    await lmtp.close();
    deliveryId = /, id (\S+)/.exec(answer)?.[1] ?? "";
    const client = await PopClient.signIn(daemon.port("POP3S"), at.address, at.password);
    await client.listing("RETR 1");
    await client.command("DELE 1");
    await client.quit();
    // Of an older message, whose queue id this one has again.
    await storeLines(
      at.store,
      postfix(
        sentMs - 2 * dayMs,
        queueId,
        "250 2.0.0 <ann@example.org> olderOfDovecot Saved",
        "older@example.net",
      ).slice(0, 5),
    );
    await storeLines(at.store, [
      `${new Date(sentMs - 2 * dayMs + 60_000).toISOString()} mx postfix/qmgr[702]: ${queueId}: removed`,
    ]);
    await storeLines(at.store, postfix(sentMs - 1500, queueId, answer));
  }, 120_000);
  afterAll(async () => {
    await daemon?.stop();
    await at?.close();
  });

  const traceOf = async (question: object): Promise<MessageTrace> => {
    const { trace } = await answerTrace(at.store, traceQuestion.parse(question));
    if (trace === null) throw new Error("no trace");
    return trace;
  };
  /** Receipts and sessions are written behind. */
  const wholeTrace = (question: object) =>
    eventually(async () => {
      const trace = await traceOf(question);
      return (
        trace.events.some(({ kind, ...rest }) => kind === "life" && "event" in rest && rest.event.kind === "removed") &&
        trace
      );
    });

  test("from the queue to the mail program, by each of its names", async () => {
    expect(deliveryId).not.toBe("");
    for (const question of [{ queueId }, { messageId }, { what: `<${messageId}>` }, { what: deliveryId }]) {
      const trace = await wholeTrace(question);
      const told = trace.events.map((event) =>
        event.kind === "line" ? event.row.fields.event : `popdesk ${event.event.kind}`,
      );
      expect(told).toEqual([
        "mail-accepted",
        "message-identified",
        "queued",
        "delivery-deferred",
        "delivered",
        "popdesk delivered",
        "popdesk session",
        "popdesk removed",
        "delivery-failed",
        "bounce-sent",
        "queue-removed",
      ]);
      expect(trace).toMatchObject({
        sender: "eve@example.net",
        queueIds: [queueId],
        messageIds: [messageId],
        missing: [],
      });
      expect(trace.recipients).toMatchObject([
        {
          address: "ann@example.org",
          state: "here",
          attemptCount: 1,
          downloadCount: 1,
          message: { accountId: at.accountId },
        },
        { address: "carl@example.com", state: "failed", attemptCount: 2, message: null },
      ]);
      expect(trace.recipients[1]?.reason).toContain("no such user");
    }
  });

  test("an older message that had the same queue id is another; what is missing of it is said", async () => {
    const trace = await traceOf({ queueId, at: Date.now() - 2 * dayMs });
    expect(trace.events.map((event) => event.kind === "line" && event.row.fields.event)).toEqual([
      "mail-accepted",
      "message-identified",
      "queued",
      "delivery-deferred",
      "delivered",
      "queue-removed",
    ]);
    expect(trace.missing.join()).toContain("there is no receipt of it");
  });

  test("of a message whose log is not read there is what Popdesk knows, and a sentence about the rest", async () => {
    await at.deliver("Subject: By hand\r\nMessage-ID: <by-hand@example.org>\r\n\r\nText.\r\n");
    const trace = await eventually(async () => {
      const { trace: found } = await answerTrace(at.store, traceQuestion.parse({ what: "by-hand@example.org" }));
      return found ?? false;
    });
    expect(trace.events.map((event) => event.kind === "life" && event.event.kind)).toEqual(["delivered"]);
    expect(trace.missing.join()).toContain("No stored log line names this message");
  });

  test("an address has its messages, the newest first; nonsense has none", async () => {
    const { candidates } = await answerTrace(at.store, traceQuestion.parse({ what: "Carl@example.com" }));
    expect(candidates).toMatchObject([{ queueId, recipients: ["carl@example.com"], state: "delivery-failed" }]);
    const ofAnn = await answerTrace(at.store, traceQuestion.parse({ what: "ann@example.org" }));
    expect(ofAnn.candidates.map((each) => each.queueId)).toContain(queueId);
    for (const what of ["", "nobody", "no@body.example", "\u0000", "'; DROP TABLE", '"*(']) {
      expect(await answerTrace(at.store, traceQuestion.parse({ what }))).toEqual({ trace: null, candidates: [] });
    }
  });

  test("is printed by popdesk logs trace, and lines are found by popdesk logs search", async () => {
    const printed = await runCli(at.variables, ["logs", "trace", queueId]);
    expect(printed).toMatchObject({ code: 0, stderr: "" });
    expect(printed.stdout).toMatch(/eve@example\.net[\s\S]*carl@example\.com {2,}failed[\s\S]*popdesk: removed/);
    const lines = await runCli(at.variables, [
      "logs",
      "search",
      "no such user",
      "account=carl@example.com",
      "not.result=deferred",
    ]);
    const objects = lines.stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(objects).toMatchObject([{ event: "delivery-failed", queueId, dsn: "5.1.1" }]);
    expect(await runCli(at.variables, ["logs", "search", "event=nonsense"])).toMatchObject({ code: 2 });
    expect(await runCli(at.variables, ["logs", "trace", "4nothing"])).toMatchObject({ stdout: "" });
  });
});
