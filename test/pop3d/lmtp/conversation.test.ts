import { describe, expect, it } from "vitest";
import type { LmtpLimits } from "#pop3d/lmtp/limits.ts";
import { inChunks } from "#test/support/in-chunks.ts";
import { octetsOf } from "#test/support/transcript-text.ts";
import { converse, type Heard } from "./conversation.ts";

const lines = (...given: string[]) => octetsOf(given.map((line) => `${line}\r\n`).join(""));
const say = (...given: string[]) => converse([lines(...given)]);
const envelope = ["LHLO client.example", "MAIL FROM:<bob@example.net>"];
const message = ["Subject: hi", "", "..dot", "."];

/** Codes of the answers after the greeting, LHLO's six lines as one. */
function codes({ answers }: Heard): string[] {
  return answers
    .slice(1)
    .flatMap((line) => (line[3] === "-" ? [] : [/^\d{3}(?: \d\.\d\.\d+)?/.exec(line)?.[0] ?? line]));
}

describe("LMTP", () => {
  it("greets, says what it offers, and takes its leave", async () => {
    expect((await say("LHLO client.example", "QUIT")).answers).toEqual([
      "220 mail.example.org Popdesk LMTP ready",
      "250-mail.example.org",
      "250-PIPELINING",
      "250-ENHANCEDSTATUSCODES",
      "250-8BITMIME",
      "250-SMTPUTF8",
      "250 SIZE 104857600",
      "221 2.0.0 mail.example.org closing",
    ]);
  });

  it("answers the data once for each accepted recipient, in their order, whatever the split", async () => {
    const input = lines(
      ...envelope,
      ...["full", "unknown", "ann", "disabled", "readonly", "carl"].map((name) => `RCPT TO:<${name}@example.org>`),
      "DATA",
      ...message,
      "QUIT",
    );
    for (const chunks of inChunks(input)) {
      const heard = await converse(chunks);
      expect(codes(heard)).toEqual([
        "250", // the last line of LHLO's answer names SIZE
        "250 2.1.0",
        ...["250 2.1.5", "550 5.1.1", "250 2.1.5", "550 5.2.1", "250 2.1.5", "250 2.1.5"],
        "354",
        ...["452 4.2.2", "250 2.0.0", "451 4.3.0", "250 2.0.0"],
        "221 2.0.0",
      ]);
      expect(heard.stored.map(({ recipient, message }) => [recipient, message])).toEqual([
        ["ann@example.org", "Subject: hi\r\n\r\n.dot\r\n"],
        ["carl@example.org", "Subject: hi\r\n\r\n.dot\r\n"],
      ]);
      expect(heard).toMatchObject({ unfinished: 0, incidents: [] });
      expect(heard.delivered).toEqual([
        "unknown@example.org 5.1.1",
        "disabled@example.org 5.2.1",
        "full@example.org 4.2.2",
        "ann@example.org 2.0.0",
        "readonly@example.org 4.3.0",
        "carl@example.org 2.0.0",
      ]);
    }
  });

  it("puts the trace lines of a delivery agent before each copy", async () => {
    const { stored } = await say(...envelope, "RCPT TO:<alias@example.org>", "DATA", ...message);
    expect(stored[0]?.trace).toMatch(
      /^Return-Path: <bob@example\.net>\r\nDelivered-To: alias@example\.org\r\nReceived: from client\.example\r\n\tby mail\.example\.org \(Popdesk\) with LMTP id id\.1\r\n\tfor <alias@example\.org>; \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000\r\n$/,
    );
  });

  it("gives two addresses of one account one copy and two answers", async () => {
    const heard = await say(
      ...envelope,
      "RCPT TO:<ann@example.org>",
      "RCPT TO:<alias@example.org>",
      "DATA",
      ...message,
    );
    expect(codes(heard).slice(-2)).toEqual(["250 2.0.0", "250 2.0.0"]);
    expect(heard.stored).toHaveLength(1);
  });

  it("reports a bug as an incident, to be tried again", async () => {
    const heard = await say(
      ...envelope,
      "RCPT TO:<broken@example.org>",
      "RCPT TO:<ann@example.org>",
      "DATA",
      ...message,
    );
    expect(codes(heard).slice(-2)).toEqual(["451 4.3.0", "250 2.0.0"]);
    expect(heard.incidents).toHaveLength(1);
  });

  it("takes several messages on one connection, and forgets an envelope at RSET and LHLO", async () => {
    const one = ["MAIL FROM:<>", "RCPT TO:<ann@example.org>", "DATA", ...message];
    const heard = await say(
      "LHLO c",
      ...one,
      ...one,
      "MAIL FROM:<>",
      "RSET",
      "RCPT TO:<ann@example.org>",
      "MAIL FROM:<>",
      "LHLO d",
      "DATA",
    );
    expect(heard.stored).toHaveLength(2);
    expect(heard.stored[0]?.trace).toContain("Return-Path: <>\r\n");
    expect(codes(heard).slice(-6)).toEqual(["250 2.1.0", "250 2.0.0", "503 5.5.1", "250 2.1.0", "250", "503 5.5.1"]);
  });

  it.each([
    ["HELO and EHLO", ["EHLO c", "HELO c"], ["500 5.5.1", "500 5.5.1"]],
    ["LHLO without a name", ["LHLO", "LHLO a b"], ["501 5.5.4", "501 5.5.4"]],
    ["commands out of order", ["MAIL FROM:<>", "RCPT TO:<a@b>", "DATA"], ["503 5.5.1", "503 5.5.1", "503 5.5.1"]],
    ["a second MAIL", [...envelope, "MAIL FROM:<>"], ["250", "250 2.1.0", "503 5.5.1"]],
    [
      "DATA when no recipient was accepted",
      [...envelope, "RCPT TO:<unknown@b>", "DATA"],
      ["250", "250 2.1.0", "550 5.1.1", "503 5.5.1"],
    ],
    ["unknown commands", ["BDAT 5 LAST", "STARTTLS", "", "\x7f"], ["500 5.5.1", "502 5.5.1", "500 5.5.1", "500 5.5.2"]],
    ["words after RSET, DATA, QUIT", ["RSET now", "QUIT now"], ["501 5.5.4", "501 5.5.4"]],
    ["what needs no state", ["NOOP x", "RSET", "VRFY ann"], ["250 2.0.0", "250 2.0.0", "252 2.0.0"]],
    [
      "addresses that are none",
      ["LHLO c", "MAIL FROM:ann@b", "MAIL TO:<a@b>", "MAIL"],
      ["250", "501 5.1.7", "501 5.5.4", "501 5.5.4"],
    ],
    [
      "UTF-8 without SMTPUTF8",
      ["LHLO c", "MAIL FROM:<ä@b>", "MAIL FROM:<>", "RCPT TO:<ä@b>"],
      ["250", "550 5.6.7", "250 2.1.0", "553 5.6.7"],
    ],
    ["UTF-8 with it", ["LHLO c", "MAIL FROM:<ä@b> SMTPUTF8", "RCPT TO:<ä@b>"], ["250", "250 2.1.0", "250 2.1.5"]],
    [
      "parameters",
      ["LHLO c", "MAIL FROM: <a@b>  SIZE=10 BODY=8BITMIME", "RCPT TO:<c@d> NOTIFY=NEVER"],
      ["250", "250 2.1.0", "555 5.5.4"],
    ],
    ["BODY=BINARYMIME", ["LHLO c", "MAIL FROM:<> BODY=BINARYMIME"], ["250", "501 5.5.4"]],
    [
      "SIZE that is no number",
      ["LHLO c", "MAIL FROM:<> SIZE=x", "MAIL FROM:<> SIZE"],
      ["250", "501 5.5.4", "501 5.5.4"],
    ],
    ["SIZE twice", ["LHLO c", "MAIL FROM:<> SIZE=1 SIZE=2"], ["250", "501 5.5.4"]],
    ["SIZE beyond the limit", ["LHLO c", "MAIL FROM:<> SIZE=999999999999"], ["250", "552 5.3.4"]],
  ])("%s", async (_, given, expected) => expect(codes(await say(...given))).toEqual(expected));

  it("says LMTP with UTF8 in the trace of such a message", async () => {
    const { stored } = await say("LHLO c", "MAIL FROM:<ä@b> SMTPUTF8", "RCPT TO:<ann@b>", "DATA", ...message);
    expect(stored[0]?.trace).toContain("with UTF8LMTP id");
  });

  const small = (limits: Partial<LmtpLimits>, ...given: string[]) => converse([lines(...given)], limits);

  it("refuses a message that grows beyond the limit at its end, stores nothing, and goes on", async () => {
    const heard = await small(
      { maxMessageOctets: 20 },
      ...envelope,
      "RCPT TO:<ann@b>",
      "DATA",
      "x".repeat(21),
      ".",
      "NOOP",
    );
    expect(codes(heard).slice(-2)).toEqual(["552 5.3.4", "250 2.0.0"]);
    expect(heard).toMatchObject({ stored: [], unfinished: 0 });
  });

  it("takes a message of exactly the limit", async () => {
    const heard = await small({ maxMessageOctets: 20 }, ...envelope, "RCPT TO:<ann@b>", "DATA", "x".repeat(18), ".");
    expect(codes(heard).at(-1)).toBe("250 2.0.0");
  });

  it("refuses recipients beyond the limit for now", async () => {
    const heard = await small(
      { maxRecipients: 2 },
      ...envelope,
      ...["a", "b", "c"].map((name) => `RCPT TO:<${name}@b>`),
    );
    expect(codes(heard).slice(-3)).toEqual(["250 2.1.5", "250 2.1.5", "452 4.5.3"]);
  });

  it("refuses a line that is too long, once", async () => {
    const heard = await say(`NOOP ${"x".repeat(100_000)}`, "NOOP");
    expect(codes(heard)).toEqual(["500 5.5.2", "250 2.0.0"]);
  });

  it("closes after too many errors in a row, and obeys nothing after them", async () => {
    const nine = Array.from({ length: 9 }, () => "GET / HTTP/1.1");
    const heard = await say(...nine, "NOOP", ...nine, "Host: x", ...envelope);
    expect(codes(heard).slice(-2)).toEqual(["500 5.5.1", "421 4.7.0"]);
    expect(heard.answers).toHaveLength(1 + 20);
  });

  it("counts errors anew after any command that was obeyed, LHLO among them", async () => {
    const nine = Array.from({ length: 9 }, () => "GET / HTTP/1.1");
    const heard = await say(...nine, "LHLO c", ...nine, "NOOP");
    expect(codes(heard).at(-1)).toBe("250 2.0.0");
  });

  it("does not count refused recipients as errors", async () => {
    const heard = await say(...envelope, ...Array.from({ length: 30 }, () => "RCPT TO:<unknown@b>"), "NOOP");
    expect(codes(heard).at(-1)).toBe("250 2.0.0");
  });

  it("leaves nothing of a message whose end never came", async () => {
    const heard = await say(...envelope, "RCPT TO:<ann@b>", "DATA", "Subject: half");
    expect(heard).toMatchObject({ stored: [], unfinished: 0, incidents: [] });
    expect(codes(heard).at(-1)).toBe("354");
  });

  it("reads what a refused DATA would have carried as commands, so the client learns of it", async () => {
    const heard = await say(...envelope, "DATA", "Subject: hi", ".");
    expect(codes(heard).slice(-3)).toEqual(["503 5.5.1", "500 5.5.1", "500 5.5.1"]);
  });
});
