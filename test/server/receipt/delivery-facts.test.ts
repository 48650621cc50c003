import { describe, expect, test } from "vitest";
import { traceLines } from "#server/delivery/trace-lines.ts";
import { deliveryFacts, ownLines, queueFacts } from "#server/receipt/delivery-facts.ts";
import { searchQuery, wordsOf } from "#server/receipt/search-words.ts";

const trace = {
  sender: "bob@example.net",
  recipient: "ann+x@example.org",
  client: "mx.example.org",
  remoteAddress: "2001:db8::7",
  hostname: "pop.example.org",
  protocol: "LMTPS",
  tls: "TLSv1.3 with cipher TLS_AES_256_GCM_SHA384",
  id: "abc-1",
  at: new Date("2026-11-21T10:00:00Z"),
};

describe("who brought a message", () => {
  test("is read from the lines that our delivery writes, and from a stored message alike", () => {
    const lines = Buffer.from(traceLines(trace)).toString();
    expect(deliveryFacts(lines)).toEqual({
      envelopeSender: "bob@example.net",
      recipient: "ann+x@example.org",
      protocol: "LMTPS",
      client: "mx.example.org",
      clientAddress: "2001:db8::7",
      deliveryId: "abc-1",
    });
    expect(ownLines(`${lines}Received: from x\r\nSubject: y\r\n\r\n`)).toBe(lines);
    const local = { ...trace, sender: "", remoteAddress: null, tls: null, protocol: "local" };
    expect(deliveryFacts(Buffer.from(traceLines(local)).toString())).toMatchObject({
      envelopeSender: "",
      clientAddress: "",
      protocol: "local",
    });
    expect(deliveryFacts("")).toMatchObject({ client: "", deliveryId: "" });
    expect(ownLines(`Subject: none\r\n${lines}`)).toBe("");
  });

  test.each([
    [
      "Postfix",
      "from client (unknown [192.0.2.1] by nobody id 0)\r\n\tby mx.example.org (Postfix) with ESMTPS id 4XyZ12ab\r\n\tfor <ann@example.org>; Sat, 21 Nov 2026",
      { queueHost: "mx.example.org", queueId: "4XyZ12ab" },
    ],
    [
      "Exim",
      "from [192.0.2.1] (helo=client)\r\n\tby mx.example.org with esmtps (TLS1.3) tls TLS_AES_256_GCM_SHA384\r\n\t(Exim 4.98)\r\n\tid 1tE0aB-000000001Xy-2Abc; Sat",
      { queueHost: "mx.example.org", queueId: "1tE0aB-000000001Xy-2Abc" },
    ],
    [
      "OpenSMTPD",
      "from x by mx (OpenSMTPD) with ESMTP id 00c0ffee for <ann@x>; Sat",
      { queueHost: "mx", queueId: "00c0ffee" },
    ],
    ["nobody", "nonsense", { queueHost: "", queueId: "" }],
  ])("and who queued it, as %s writes it", (_name, field, facts) => {
    const header = `Subject: by the way id 7\r\nReceived: ${field}\r\nReceived: from a by older id 9\r\n\r\nReceived: by body id 1\r\n`;
    expect(queueFacts(header)).toEqual(facts);
  });
});

describe("what is looked for", () => {
  test("is words, whatever stands between them, without accents and case", () => {
    expect(wordsOf("Ünder <Ann.O'Neil@Example.org>\r\n")).toBe("under ann o neil example org");
    expect(searchQuery('ann@example.org "Rech')).toEqual({
      sqlite: '"ann example org" * "rech" *',
      postgresql: "(ann <-> example <-> org:*) & (rech:*)",
    });
    expect(searchQuery(' "* - ')).toBeNull();
  });
});
