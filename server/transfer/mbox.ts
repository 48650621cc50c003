import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { DomainError } from "../errors.ts";
import { type MboxPart, MboxSplitter } from "./mbox-splitter.ts";
import type { FoundMessage, Source } from "./source.ts";

const readOctets = 256 * 1024;

/** The messages of an mbox file, in its order. Refuses with `invalid` what is no file. */
export async function openMbox(path: string): Promise<Source> {
  const facts = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw new DomainError("invalid", `${path} cannot be read (${error.code}).`, undefined, { cause: error });
  });
  if (!facts.isFile())
    throw new DomainError(
      "invalid",
      `${path} is no file. A directory of mail is imported with: popdesk import maildir`,
    );
  return { octets: facts.size, notices: [], messages: () => messagesOf(path) };
}

async function* messagesOf(path: string): AsyncGenerator<FoundMessage> {
  const parts = partsOf(path);
  let next = await parts.next();
  let before = 0;
  for (let number = 1; !next.done; number += 1) {
    const begin = next.value;
    if (begin instanceof Uint8Array) throw new RangeError("a message without a From_ line");
    const pieces = async function* () {
      for (next = await parts.next(); !next.done && next.value instanceof Uint8Array; next = await parts.next()) {
        yield next.value;
      }
    };
    // The octets of a message are known at its end: progress is told one message late.
    yield {
      name: `${path}, message ${number}`,
      uniqueId: null,
      arrivedAt: fromDate(begin.fromLine),
      octets: begin.offset - before,
      pieces,
    };
    before = begin.offset;
  }
}

async function* partsOf(path: string): AsyncGenerator<MboxPart> {
  const splitter = new MboxSplitter();
  for await (const octets of createReadStream(path, { highWaterMark: readOctets }))
    yield* splitter.push(octets as Buffer);
  yield* splitter.end();
}

const asctime = /([A-Z][a-z]{2}) +(\d{1,2}) (\d{1,2}:\d\d(?::\d\d)?).*?\b(\d{4})\b/;

/** The instant in a From_ line, `From ann@example.org Sat Nov 21 05:14:26 2026`: UTC by convention. */
export function fromDate(line: string): Date | null {
  const [, month, day, time, year] = asctime.exec(line) ?? [];
  if (month === undefined) return null;
  const instant = new Date(`${day} ${month} ${year} ${time} UTC`);
  return Number.isNaN(instant.getTime()) ? null : instant;
}
