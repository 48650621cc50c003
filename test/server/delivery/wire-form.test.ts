import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WireForm, type WireFormOptions } from "#server/delivery/wire-form.ts";
import { hostileMessages } from "#test/support/hostile-messages.ts";
import { splits } from "#test/support/in-chunks.ts";
import { wholeOf } from "#test/support/mail.ts";
import { wireForm } from "#test/support/wire-form.ts";

let spoolDirectory: string;

beforeAll(async () => {
  spoolDirectory = await mkdtemp(join(tmpdir(), "popdesk-spool-"));
});

afterAll(() => rm(spoolDirectory, { recursive: true }));

interface Normalised {
  /** One character per octet: compared quickly, printed readably. */
  readonly content: string;
  readonly octets: number;
  readonly headerOctets: number;
  readonly hasDotLines: boolean;
}

async function normalise(
  chunks: readonly Uint8Array[],
  options: Omit<WireFormOptions, "spoolDirectory"> = {},
): Promise<Normalised> {
  const form = new WireForm({ ...options, spoolDirectory });
  for (const chunk of chunks) {
    const reused = Buffer.from(chunk);
    await form.push(reused);
    reused.fill(0x2e); // the caller may reuse its buffer
  }
  const message = await form.finish();
  const content = (await wholeOf(message.pieces())).toString("latin1");
  expect((await wholeOf(message.pieces())).toString("latin1")).toBe(content); // a second recipient reads the same
  await message.discard();
  await message.discard();
  const { octets, headerOctets, hasDotLines } = message;
  return { content, octets, headerOctets, hasDotLines };
}

/** The same said slowly, on the whole message. */
function expected(input: Buffer): Normalised {
  const text = input.toString("latin1");
  const completed = text.endsWith("\r") ? `${text}\n` : text;
  const wire = wireForm(Buffer.from(completed, "latin1")).toString("latin1");
  const end = wire.startsWith("\r\n") ? 2 : wire.indexOf("\r\n\r\n") + 4;
  return {
    content: wire,
    octets: wire.length,
    headerOctets: end < 4 && !wire.startsWith("\r\n") ? wire.length : end,
    hasDotLines: /(^|\n)\./.test(wire),
  };
}

describe("wire form", () => {
  describe.each(Object.entries(hostileMessages))("%s", (_name, input) => {
    it.each(splits)("is the same $name", async ({ split }) => {
      expect(await normalise(split(input))).toEqual(expected(input));
    });

    it("is the same when spooled to disk", async () => {
      expect(await normalise([input.subarray(0, 7), input.subarray(7)], { memoryLimitOctets: 4 })).toEqual(
        expected(input),
      );
    });
  });

  it("is the same for any octets in any chunks", async () => {
    const octet = fc.constantFrom(0x0d, 0x0a, 0x2e, 0x61, 0x00, 0xff);
    const chunk = fc.array(octet, { maxLength: 6 }).map((octets) => Buffer.from(octets));
    await fc.assert(
      fc.asyncProperty(fc.array(chunk, { maxLength: 12 }), fc.constantFrom(1, 8, 1_000_000), async (chunks, limit) => {
        expect(await normalise(chunks, { memoryLimitOctets: limit })).toEqual(expected(Buffer.concat(chunks)));
      }),
      { numRuns: 2000 },
    );
  });

  it("changes nothing in what is in wire form already", async () => {
    for (const input of Object.values(hostileMessages)) {
      const once = await normalise([input]);
      expect(await normalise([Buffer.from(once.content, "latin1")])).toEqual(once);
    }
  });

  it.each([
    ["at the top", "Return-Path: <a@b>\r\nSubject: x\r\n\r\nbody\r\n", "Subject: x\r\n\r\nbody\r\n"],
    [
      "in the midst, folded, twice, in any case",
      "A: 1\nRETURN-path : <a>\n\t(x)\nreturn-path:\nB: 2\n\n",
      "A: 1\r\nB: 2\r\n\r\n",
    ],
    ["in a header without a body", "Return-Path: <a@b>\r\nSubject: x", "Subject: x\r\n"],
    ["as the whole header", "Return-Path: <a@b>\r\n\r\n.dot\r\n", "\r\n.dot\r\n"],
    ["only where it begins a line", "A: 1\rReturn-Path: <a@b>\r\nX-Return-Path: y\r\n\r\n", null],
    ["never in the body", "A: 1\r\n\r\nReturn-Path: <a@b>\r\n", null],
  ])("drops Return-Path fields where asked to: %s", async (_, given, left) => {
    for (const { split } of splits) {
      const wanted = expected(Buffer.from(left ?? given, "latin1"));
      const chunks = split(Buffer.from(given, "latin1"));
      expect(await normalise(chunks, { dropsReturnPath: true })).toEqual(wanted);
    }
  });

  it("knows an empty message", async () => {
    expect(await normalise([])).toEqual({ content: "", octets: 0, headerOctets: 0, hasDotLines: false });
  });

  it("counts all octets as header where no empty line ends it", async () => {
    expect(await normalise([Buffer.from("Subject: a\nX: b")])).toMatchObject({ octets: 18, headerOctets: 18 });
  });

  it("completes a carriage return that ends the message", async () => {
    expect((await normalise([Buffer.from("a\r")])).content).toBe("a\r\n");
  });

  it("takes 50 MB through a bounded memory and leaves no file behind", async () => {
    const line = Buffer.from(`${"z".repeat(76)}\r\n`);
    const chunk = Buffer.concat(Array.from({ length: 1000 }, () => line));
    const form = new WireForm({ spoolDirectory });
    let sent = 0;
    for (; sent < 50e6; sent += chunk.length) await form.push(chunk);
    const message = await form.finish();
    expect(message.octets).toBe(sent);
    expect(await readdir(spoolDirectory)).toEqual([]); // the file has no name
    let read = 0;
    for await (const piece of message.pieces()) {
      expect(piece.length).toBeLessThanOrEqual(256 * 1024);
      read += piece.length;
    }
    expect(read).toBe(sent);
    await message.discard();
  });

  it("says what is wrong when the spool cannot be written", async () => {
    const file = join(spoolDirectory, "file");
    await writeFile(file, "");
    const form = new WireForm({ spoolDirectory: join(file, "spool"), memoryLimitOctets: 1 });
    await expect(async () => form.push(Buffer.from("ab"))).rejects.toMatchObject({
      code: "storage",
      message: expect.stringContaining("data directory"),
    });
    await form.discard();
    await rm(file);
  });
});
