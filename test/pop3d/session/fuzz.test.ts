import fc from "fast-check";
import { expect, it } from "vitest";
import { LineReader } from "#pop3d/protocol/line-reader.ts";
import { commands } from "#pop3d/session/commands/index.ts";
import { MemoryWorld } from "#test/support/memory-world.ts";
import { octetsOf, sampleMessage } from "#test/support/transcript-text.ts";

/** `FUZZ_RUNS=100000 npx vitest run … fuzz` looks longer; a finding becomes a transcript. */
const numRuns = Number(process.env.FUZZ_RUNS ?? 200);

const words = ["1", "2", "3", "0", "00002", "-1", "99999999999", "ann", "secret", "PLAIN", "LOGIN", "=", "*", "", "é"];
const base64 = ["\0ann\0secret", "ann", "secret", "\0", "\0\0\0"].map((text) => btoa(text));
const word = fc.constantFrom(...words, ...base64);
const octet = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0x20, max: 0x7e }) },
  fc.integer({ min: 0, max: 255 }),
);

const line = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.constantFrom(...commands.keys()), fc.array(word, { maxLength: 2 }))
      .map(([keyword, rest]) => octetsOf([keyword, ...rest].join(" "))),
  },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom("USER ann", "PASS secret", `AUTH PLAIN ${base64[0]}`, "AUTH LOGIN", ...base64)
      .map(octetsOf),
  },
  { weight: 1, arbitrary: fc.array(octet, { maxLength: 40 }).map((octets) => Uint8Array.from(octets)) },
  { weight: 1, arbitrary: fc.integer({ min: 500, max: 13_000 }).map((octets) => new Uint8Array(octets).fill(0x41)) },
);

const lineEnd = fc.constantFrom("\r\n", "\r\n", "\r\n", "\n", "\r\r\n").map(octetsOf);
const signIn = fc.constantFrom("", "USER ann\r\nPASS secret\r\n").map(octetsOf);
const conversation = fc
  .tuple(signIn, fc.array(fc.tuple(line, lineEnd), { maxLength: 40 }))
  .map(([first, lines]) => Buffer.concat([first, ...lines.flat()]));
const sizes = fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 20 });

/** Cuts by these sizes, over and over. */
function cut(octets: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < octets.length; at += chunks.at(-1)?.length ?? 0) {
    chunks.push(octets.slice(at, at + (sizes[chunks.length % sizes.length] as number)));
  }
  return chunks;
}

async function converse(said: Uint8Array, sizes: readonly number[] | null) {
  const world = new MemoryWorld((octets) => (sizes === null ? [octets] : cut(octets, sizes)));
  world.policy = { ...world.policy, tls: "starttls" };
  world.backend.addAccount("ann", "secret");
  for (const octets of [4, 120, 700]) world.backend.deliver("ann", sampleMessage(octets, 1));
  const connection = await world.connect();
  await connection.send(said);
  const view = connection.session.view;
  await connection.drop();
  return { world, view, answered: connection.unread, replies: connection.replies.length };
}

it("any conversation in any split is answered alike, once a line, without an incident, and leaves nothing locked", async () => {
  await fc.assert(
    fc.asyncProperty(conversation, sizes, async (said, sizes) => {
      const whole = await converse(said, null);
      const split = await converse(said, sizes);
      expect(split.answered).toBe(whole.answered);
      expect(split.view).toEqual(whole.view);
      expect(whole.world.incidents).toEqual([]);
      expect(whole.world.backend.openBodies).toBe(0);
      expect(whole.world.backend.account("ann").lockedBy).toBeNull();
      expect(3 - whole.world.backend.account("ann").messages.length).toBe(whole.view.removedCount);
      const lines = said.filter((octet) => octet === 0x0a).length;
      expect(whole.replies).toBeLessThanOrEqual(1 + lines);
      if (/^(?!.*(bye|closing|begin TLS))/s.test(whole.answered)) expect(whole.replies).toBe(1 + lines);
    }),
    { numRuns },
  );
});

it("the reader gives the same lines for any octets in any split", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(0x0a, 0x0d, 0x41, 0x00), { maxLength: 200 }), sizes, (octets, sizes) => {
      const said = Uint8Array.from(octets);
      expect(
        read(
          cut(
            said,
            sizes.map((size) => 1 + (size % 5)),
          ),
        ),
      ).toEqual(read([said]));
    }),
    { numRuns },
  );
});

function read(chunks: readonly Uint8Array[]): (string | number[])[] {
  const reader = new LineReader();
  return chunks.flatMap((chunk) => {
    reader.push(chunk);
    const lines: (string | number[])[] = [];
    for (let line = reader.next(10); line !== null; line = reader.next(10)) {
      lines.push(line === "too-long" ? line : [...line]);
    }
    return lines;
  });
}
