import { once } from "node:events";
import { type AddressInfo, connect, createServer, type NetConnectOpts, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { defaultSettings } from "#server/setting/schema.ts";
import { deliveryBackend } from "#pop3d/lmtp/delivery-backend.ts";
import { defaultLmtpLimits } from "#pop3d/lmtp/limits.ts";
import { freshStore, type TestStore } from "#test/support/databases.ts";
import { LmtpConnections } from "#test/support/lmtp-connections.ts";
import { givenAccount } from "#test/support/mail.ts";
import { readBodies } from "#test/support/read-bodies.ts";
import { latin1 } from "#test/support/transcript-text.ts";
import { withoutTrace } from "#test/support/wire-form.ts";

const ann = "ann@example.org";
const bob = "bob@example.org";
const envelope = ["LHLO client.test", "MAIL FROM:<sender@example.net>", `RCPT TO:<${ann}>`];
const limits = { ...defaultLmtpLimits, maxMessageOctets: 1_000, maxLineOctets: 512, maxRecipients: 3 };

/** What is promised of LMTP, over real sockets into real maildrops. */
describe("LMTP", () => {
  let data: TestStore;
  let connections: LmtpConnections;
  let servers: Server[];
  let tcp: NetConnectOpts;
  let unix: NetConnectOpts;

  beforeEach(async () => {
    data = await freshStore("sqlite");
    await givenAccount(data.store, ann);
    await givenAccount(data.store, bob);
    connections = new LmtpConnections({
      hostname: () => "mail.example.org",
      backend: deliveryBackend(data.store, () => defaultSettings),
      limits,
      onIncident: (error) => {
        throw error;
      },
    });
    const socketPath = join(data.environment.dataDirectory, "lmtp.sock");
    servers = [0, socketPath].map((place) =>
      createServer({ allowHalfOpen: true }, (socket) => connections.accept(socket, "id")).listen(
        typeof place === "number" ? { port: place, host: "127.0.0.1" } : { path: place },
      ),
    );
    await Promise.all(servers.map((server) => server.listening || once(server, "listening")));
    tcp = { host: "127.0.0.1", port: ((servers[0] as Server).address() as AddressInfo).port };
    unix = { path: socketPath };
  });
  afterEach(async () => {
    for (const server of servers) server.close();
    await connections.end();
    await data.close();
  });

  /** Sends the octets, closes its side, and gives the answers after the greeting, until the server closes too. */
  async function say(text: string | Uint8Array, where = tcp): Promise<string[]> {
    const socket = connect(where);
    socket.end(typeof text === "string" ? Buffer.from(text, "latin1") : text);
    const answers = (await allOf(socket)).split("\r\n");
    expect(answers.shift()).toBe("220 mail.example.org Popdesk LMTP ready");
    expect(answers.pop()).toBe("");
    return answers;
  }

  const lines = (...given: string[]) => given.map((line) => `${line}\r\n`).join("");
  /** The last answers, code and status alone. */
  const codes = (answers: string[], last: number) =>
    answers.slice(-last).map((line) => /^\d{3}(?:[- ]\d\.\d\.\d+)?/.exec(line)?.[0]);
  const collected = async (address = ann) =>
    (await readBodies(data.store, address)).map((body) => latin1(withoutTrace(body)));

  describe("only CRLF.CRLF ends the data: smuggling", () => {
    const smuggled = lines("MAIL FROM:<evil@example.net>", `RCPT TO:<${ann}>`, "DATA", "Subject: smuggled", "", ".");
    it.each([
      ["LF.LF", "\n.\n"],
      ["CR.CR", "\r.\r"],
      ["LF.CRLF", "\n.\r\n"],
      ["CRLF.LF", "\r\n.\n"],
      ["CR.CRLF", "\r.\r\n"],
      ["CRLF.CR", "\r\n.\r"],
      ["LFLF.LFLF", "\n\n.\n\n"],
      ["CRCRLF.CRCRLF", "\r\r\n.\r\r\n"],
      ["NUL before the dot", "\r\n\0.\r\n"],
    ])("%s is data", async (_, end) => {
      const message = `Subject: a\r\n\r\nb${end}${smuggled.replace(/\r\n\.\r\n$/, "")}`;
      const answers = await say(`${lines(...envelope, "DATA")}${message}\r\n.\r\nQUIT\r\n`);
      expect(codes(answers, 3)).toEqual(["354", "250 2.0.0", "221 2.0.0"]);
      const [body, ...more] = await collected();
      expect(more).toEqual([]);
      expect(body).toContain("Subject: smuggled");
      // What a POP3 client is sent is in lines that end in CRLF: nothing smuggles itself through this server to the next.
      expect(body?.replaceAll("\r\n", "")).not.toContain("\n");
    });

    it.each([
      ["LF", "\n"],
      ["CR", "\r"],
    ])("a command that ends in %s alone is refused", async (_, end) => {
      const answers = await say(`${lines(...envelope)}RCPT TO:<${bob}>${end}NOOP\r\nRSET${end}DATA\r\n`);
      const refusals = answers.slice(-4).filter((line) => line.startsWith("500 5.5.2 "));
      expect(refusals).toHaveLength(2);
      expect(answers.at(-1)).not.toMatch(/^250 2\.1\.5/);
    });
  });

  it("per-recipient answers come in the order of RCPT, and one for each that was accepted", async () => {
    const full = "full@example.org";
    await givenAccount(data.store, full, { quotaMessages: 1 });
    const recipients = [`RCPT TO:<${full}>`, "RCPT TO:<nobody@example.org>", `RCPT TO:<${bob}>`];
    const input = lines(...envelope, ...recipients, "DATA", "Subject: x", "", ".");
    expect(codes(await say(input), 8)).toEqual([
      ...["250 2.1.5", "250 2.1.5", "550 5.1.1", "250 2.1.5", "354"],
      ...["250 2.0.0", "250 2.0.0", "250 2.0.0"],
    ]);
    await data.store.db.account.update({ where: { address: ann }, data: { quotaMessages: 1 } });
    const again = lines("LHLO c", "MAIL FROM:<>", `RCPT TO:<${bob}>`, `RCPT TO:<${full}>`, `RCPT TO:<${ann}>`);
    expect(codes(await say(again), 3)).toEqual(["250 2.1.5", "452 4.2.2", "452 4.2.2"]);
  });

  it("SMTPUTF8: addresses with UTF-8 are taken with the parameter and refused without", async () => {
    const jürgen = "jürgen@example.org";
    await givenAccount(data.store, jürgen);
    const offered = await say(
      Buffer.from(lines("LHLO c", "MAIL FROM:<ä@x.test>", "MAIL FROM:<>", `RCPT TO:<${jürgen}>`)),
    );
    expect(offered).toContain("250-SMTPUTF8");
    expect(codes(offered, 3)).toEqual(["550 5.6.7", "250 2.1.0", "553 5.6.7"]);
    const message = lines(
      "MAIL FROM:<ä@x.test> SMTPUTF8 BODY=8BITMIME",
      `RCPT TO:<${jürgen}>`,
      "DATA",
      "Subject: ü",
      ".",
    );
    expect(codes(await say(Buffer.from(`LHLO c\r\n${message}`)), 1)).toEqual(["250 2.0.0"]);
    const [body] = await readBodies(data.store, jürgen);
    expect(body?.toString()).toMatch(
      /^Return-Path: <ä@x\.test>\r\nDelivered-To: jürgen@example\.org\r\n[\s\S]*with UTF8LMTP id[\s\S]*Subject: ü\r\n$/,
    );
  });

  it("8BITMIME: octets above 127 come through as they are", async () => {
    const every = String.fromCharCode(...Array.from({ length: 256 }, (_, octet) => octet)).replace(/[\r\n]/g, "");
    const answers = await say(`${lines(...envelope, "DATA", "Subject: x", "", every, ".")}`);
    expect(answers).toContain("250-8BITMIME");
    expect(codes(answers, 1)).toEqual(["250 2.0.0"]);
    expect(await collected()).toEqual([`Subject: x\r\n\r\n${every}\r\n`]);
  });

  it("SIZE: refused at MAIL where it is announced, at the end of the data where it is not", async () => {
    const announced = await say(lines("LHLO c", "MAIL FROM:<> SIZE=1001", "MAIL FROM:<> SIZE=1000"));
    expect(announced).toContain("250 SIZE 1000");
    expect(codes(announced, 2)).toEqual(["552 5.3.4", "250 2.1.0"]);
    const answers = await say(lines(...envelope, "DATA", "x".repeat(999), ".", "NOOP"));
    expect(codes(answers, 3)).toEqual(["354", "552 5.3.4", "250 2.0.0"]);
    expect(await collected()).toEqual([]);
  });

  it("PIPELINING: whole transactions in one write, and octets one by one, make the same conversation", async () => {
    const message = lines("MAIL FROM:<>", `RCPT TO:<${ann}>`, `RCPT TO:<${bob}>`, "DATA", "Subject: x", "", "..", ".");
    const whole = `LHLO c\r\n${message}${message}NOOP\r\nQUIT\r\n`;
    const answers = await say(whole);
    expect(answers).toContain("250-PIPELINING");
    const expected = ["250 2.1.0", "250 2.1.5", "250 2.1.5", "354", "250 2.0.0", "250 2.0.0"];
    expect(codes(answers, 14)).toEqual([...expected, ...expected, "250 2.0.0", "221 2.0.0"]);

    const socket = connect(tcp).setNoDelay();
    const heard = allOf(socket);
    for (const octet of Buffer.from(whole)) {
      socket.write(Uint8Array.of(octet));
      await new Promise(setImmediate);
    }
    expect(codes((await heard).split("\r\n").slice(0, -1), 14)).toEqual(codes(answers, 14));
    expect(await collected()).toEqual(Array(4).fill("Subject: x\r\n\r\n.\r\n"));
  });

  it("ENHANCEDSTATUSCODES stand in every answer but the greeting, LHLO's and 354 (RFC 2034)", async () => {
    const given = [
      "NOOP",
      "HELP",
      "VRFY ann",
      "VRFY",
      "EXPN x",
      "EHLO c",
      "BDAT 1",
      "DATA",
      "RSET",
      "RSET x",
      "STARTTLS",
    ];
    const recipients = [1, 2, 3].map(() => `RCPT TO:<${ann}>`);
    const refused = ["RCPT TO:<x", `RCPT TO:<${ann}> NOTIFY=NEVER`, `RCPT TO:<${ann}> ORCPT=rfc822;x`, "x".repeat(600)];
    const answers = await say(lines(...given, ...envelope, ...refused, ...recipients, "DATA", ".", "QUIT"));
    expect(answers).toContain("250-ENHANCEDSTATUSCODES");
    const without = answers.filter((line) => !/^([245])\d\d[- ]\1\.\d{1,3}\.\d{1,3} \S/.test(line));
    expect(without.filter((line) => !/^(250-|250 SIZE|354 )/.test(line))).toEqual([]);
    expect(answers.filter((line) => line.startsWith("555 5.5.4 "))).toHaveLength(2);
    expect(answers.filter((line) => line.startsWith("452 4.5.3 "))).toHaveLength(1);
  });

  it("LHLO again starts over; HELO and EHLO are no greeting", async () => {
    const answers = await say(lines(...envelope, "LHLO again", `RCPT TO:<${ann}>`, "EHLO c", "HELO c", "MAIL FROM:<>"));
    expect(codes(answers, 4)).toEqual(["503 5.5.1", "500 5.5.1", "500 5.5.1", "250 2.1.0"]);
  });

  it("unix socket and TCP take mail alike, and the trace tells them apart", async () => {
    const input = lines(...envelope, "DATA", "Subject: x", ".", "QUIT");
    for (const where of [tcp, unix]) expect(codes(await say(input, where), 2)).toEqual(["250 2.0.0", "221 2.0.0"]);
    const traces = (await readBodies(data.store, ann)).map((body) => /^Received: (.*)\r$/m.exec(latin1(body))?.[1]);
    expect(traces).toEqual(["from client.test ([127.0.0.1])", "from client.test"]);
  });

  it("limits: the length of a line and the number of recipients are bounded, and the rest of the conversation goes on", async () => {
    const recipients = [1, 2, 3].map(() => `RCPT TO:<${bob}>`);
    const answers = await say(lines(`NOOP ${"x".repeat(506)}`, ...envelope, ...recipients, "DATA", ".", "NOOP"));
    expect(answers[0]).toMatch(/^500 5\.5\.2 /);
    expect(codes(answers, 8)).toEqual([
      ...["250 2.1.5", "250 2.1.5", "452 4.5.3", "354"],
      ...["250 2.0.0", "250 2.0.0", "250 2.0.0", "250 2.0.0"],
    ]);
  });

  it("a trace line: Return-Path, Delivered-To and Received stand before the message, and no other Return-Path", async () => {
    const given = [
      "Return-Path: <forged@example.net>",
      "Subject: x",
      "return-path: <again>",
      "\tfolded",
      "",
      "Return-Path: y",
    ];
    await say(lines(...envelope, "DATA", ...given, "."));
    const [body] = await readBodies(data.store, ann);
    expect(latin1(body as Buffer)).toMatch(
      /^Return-Path: <sender@example\.net>\r\nDelivered-To: ann@example\.org\r\nReceived: from client\.test \(\[127\.0\.0\.1\]\)\r\n\tby mail\.example\.org \(Popdesk\) with LMTP id id\.1\r\n\tfor <ann@example\.org>; \w{3}, \d\d \w{3} \d{4} [\d:]{8} \+0000\r\nSubject: x\r\n\r\nReturn-Path: y\r\n$/,
    );
  });
});

function allOf(socket: Socket): Promise<string> {
  let heard = "";
  socket.on("data", (octets: Buffer) => {
    heard += octets.toString("latin1");
  });
  return new Promise((resolve, reject) => {
    socket.on("error", reject).on("close", () => resolve(heard));
  });
}
