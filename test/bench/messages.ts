import { writeFileSync } from "node:fs";

/** How large the messages of a row are: all of one size, or as mail is. */
export type Sizes = number | "mix";

const meanOctets = 21 * 1024;
const spread = 1.2;
const smallest = 700;
const largest = 400_000;
/** Every so many messages have a line that begins with a dot, which must be doubled on the way. */
const dotEvery = 20;
const lineOctets = 76;

/** Messages in wire form, the same ones in every run. */
export function* messages(count: number, sizes: Sizes, seed = 1): Generator<Buffer> {
  const random = randomNumbers(seed);
  for (let index = 0; index < count; index += 1) {
    yield message(sizes === "mix" ? mailSize(random) : sizes, index, seed, random);
  }
}

/** The file that the generator delivers from: for each message its length as a line, then the octets that follow DATA. */
export function writeMessageFile(path: string, count: number, sizes: Sizes): void {
  const pieces: Buffer[] = [];
  for (const octets of messages(count, sizes, 7)) {
    const stuffed = octets.toString("latin1").replace(/^\./gm, "..");
    const sent = Buffer.from(`${stuffed}.\r\n`, "latin1");
    pieces.push(Buffer.from(`${sent.length}\n`), sent);
  }
  writeFileSync(path, Buffer.concat(pieces));
}

/** Lognormal with a mean of 21 KB: most are small, a few have attachments. */
function mailSize(random: () => number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const octets = Math.exp(Math.log(meanOctets) - spread ** 2 / 2 + spread * normal);
  return Math.round(Math.min(Math.max(octets, smallest), largest));
}

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
let sheet: Buffer | undefined;

/** Lines of base64, as an attachment has them: what bodies are cut from. */
function linesOfText(): Buffer {
  const random = randomNumbers(99);
  const lines: string[] = [];
  for (let octets = 0; octets < 2 * largest; octets += lineOctets + 2) {
    lines.push(Array.from({ length: lineOctets }, () => letters[Math.floor(random() * 64)]).join(""));
  }
  return Buffer.from(`${lines.join("\r\n")}\r\n`, "latin1");
}

function message(octets: number, index: number, seed: number, random: () => number): Buffer {
  sheet ??= linesOfText();
  const header =
    `Received: from mx.example.net (mx.example.net [192.0.2.${index % 250}])\r\n\tby mail.bench.example with ESMTPS id ${seed}x${index};\r\n` +
    "\tMon, 02 Nov 2026 10:11:12 +0000\r\n" +
    `From: Some Body <sender${index}@example.net>\r\nTo: <somebody@bench.example>\r\nSubject: Message ${index} of run ${seed}\r\n` +
    `Date: Mon, 02 Nov 2026 10:11:10 +0000\r\nMessage-ID: <${seed}.${index}@example.net>\r\nMIME-Version: 1.0\r\n` +
    "Content-Type: text/plain; charset=us-ascii\r\nContent-Transfer-Encoding: 7bit\r\n\r\n" +
    (index % dotEvery === 0 ? ".a line that begins with a dot\r\n" : "");
  const rest = Math.max(octets - header.length, 2);
  const line = lineOctets + 2;
  const from = Math.floor(random() * (largest / line)) * line;
  const body = Buffer.from(sheet.subarray(from, from + rest));
  body.write("\r\n", body.length - 2, "latin1");
  // Half a line end would be one octet too many once it is completed.
  if (body[body.length - 3] === 0x0d) body[body.length - 3] = 0x41;
  return Buffer.concat([Buffer.from(header, "latin1"), body]);
}

/** mulberry32: 32 bits of state, the same numbers everywhere. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
