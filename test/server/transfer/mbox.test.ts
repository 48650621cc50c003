import { describe, expect, it } from "vitest";
import { fromDate } from "#server/transfer/mbox.ts";
import { type MboxPart, MboxSplitter } from "#server/transfer/mbox-splitter.ts";
import { inChunks } from "#test/support/in-chunks.ts";

const date = "Sat Nov 21 05:14:26 2026";

/** The messages an mbox holds, each as text, whatever way it is cut. */
function split(mbox: string): string[] {
  const octets = Buffer.from(mbox, "latin1");
  const all = inChunks(octets).map((chunks) => messagesOf(chunks));
  for (const messages of all) expect(messages).toEqual(all[0]);
  return all[0] ?? [];
}

function messagesOf(chunks: Uint8Array[]): string[] {
  const splitter = new MboxSplitter();
  const messages: string[] = [];
  const take = (part: MboxPart) => {
    if (part instanceof Uint8Array) messages[messages.length - 1] += Buffer.from(part).toString("latin1");
    else messages.push("");
  };
  for (const chunk of chunks) for (const part of splitter.push(chunk)) take(part);
  for (const part of splitter.end()) take(part);
  return messages;
}

describe("an mbox", () => {
  it("is split at its From_ lines, without the empty line before them", () => {
    expect(split(`From a@b ${date}\nSubject: 1\n\none\n\nFrom c@d ${date}\nSubject: 2\n\ntwo\n\n`)).toEqual([
      "Subject: 1\n\none\n",
      "Subject: 2\n\ntwo\n",
    ]);
  });

  it("keeps empty lines that belong to a message", () => {
    expect(split(`From a@b ${date}\nSubject: 1\n\n\n\none\n\n\n\nFrom a@b ${date}\n\n\n\n`)).toEqual([
      "Subject: 1\n\n\n\none\n\n\n",
      "\n\n",
    ]);
  });

  it("may have CRLF line ends, and no last one", () => {
    expect(split(`From a@b ${date}\r\nSubject: 1\r\n\r\none\r\n\r\nFrom a@b ${date}\r\n\r\nlast`)).toEqual([
      "Subject: 1\r\n\r\none\r\n",
      "\r\nlast",
    ]);
  });

  it("loses one quote of lines that were quoted, and no other", () => {
    expect(
      split(`From a@b ${date}\n\n>From me\n>>From you\n>Fromage\n> From afar\nx >From y\n>From ${date}\n`),
    ).toEqual([`\nFrom me\n>From you\n>Fromage\n> From afar\nx >From y\nFrom ${date}\n`]);
  });

  it("is not split where a line begins with From and has no date", () => {
    expect(split(`From a@b ${date}\n\ntext\n\nFrom now on, at 10:30 or so\nFrom 2024\n`)).toEqual([
      "\ntext\n\nFrom now on, at 10:30 or so\nFrom 2024\n",
    ]);
  });

  it("is split where the message before lacks its last line end or empty line", () => {
    expect(split(`From a@b ${date}\n\none\nFrom a@b ${date}\n\ntwo`)).toEqual(["\none\n", "\ntwo"]);
  });

  it("may be empty, and hold empty messages", () => {
    expect(split("")).toEqual([]);
    expect(split(`From a@b ${date}\nFrom a@b ${date}\n\n`)).toEqual(["", ""]);
  });

  it("lets a line without end through in bounded memory", () => {
    const splitter = new MboxSplitter();
    splitter.push(Buffer.from(`From a@b ${date}\n\n`));
    let octets = 0;
    for (let megabyte = 0; megabyte < 16; megabyte += 1) {
      const parts = splitter.push(Buffer.alloc(1_000_000, "x From y >"));
      octets += parts.reduce((sum, part) => sum + (part instanceof Uint8Array ? part.length : 0), 0);
    }
    const rest = splitter.push(Buffer.from(`\n\nFrom a@b ${date}\n\n`));
    expect(octets).toBe(1 + 16_000_000);
    expect(rest.filter((part) => !(part instanceof Uint8Array))).toHaveLength(1);
  });

  it.each(["Subject: no\n\nmbox\n", `\nFrom a@b ${date}\n\n`, "From nobody\n\n", "x"])(
    "is refused when it begins with %j",
    (text) => {
      expect(() => messagesOf([Buffer.from(text)])).toThrow("This is no mbox");
    },
  );

  it.each([
    [`From a@b ${date}`, "2026-11-21T05:14:26.000Z"],
    ["From a@b  Sun Mar  1 00:00:00 1998", "1998-03-01T00:00:00.000Z"],
    ["From a@b Sat Nov 21 05:14 2026", "2026-11-21T05:14:00.000Z"],
    ["From a@b Sat Nov 21 05:14:26 CET 2026", "2026-11-21T05:14:26.000Z"],
  ])("tells when its message arrived: %s", (line, instant) => expect(fromDate(line)?.toISOString()).toBe(instant));

  it("does not make up a date", () => expect(fromDate("From a@b Foo Bar 99 99:99:99 2026")).toBeNull());
});
