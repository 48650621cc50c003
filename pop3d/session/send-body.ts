import { type BodyShape, OutgoingBody } from "../protocol/outgoing-body.ts";
import { encodeStatus, type Status } from "../protocol/status.ts";
import type { Body, LentBody } from "./backend.ts";
import type { Outcome, SessionContext } from "./command.ts";
import type { ReplyParts } from "./reply.ts";

/**
 * The answer made around a body that lies whole in memory; `written` gives the memory back. Where the connection goes away
 * before, nobody does, for who knows what of it is still being sent.
 */
export function answerAround(lent: LentBody, status: Status, shape: BodyShape, written?: () => void): Outcome {
  const outgoing = new OutgoingBody(shape);
  const { memory, start, end } = lent;
  const body = outgoing.take(memory.subarray(start, end));
  const first = encodeStatus(status);
  const last = outgoing.terminator();
  if (body.buffer !== memory.buffer) {
    // Dots were doubled, into memory of its own.
    lent.giveBack();
    return { reply: { parts: [first, body, last] }, written };
  }
  memory.set(first, start - first.length);
  memory.set(last, start + body.length);
  return {
    reply: { parts: memory.subarray(start - first.length, start + body.length + last.length) },
    written() {
      lent.giveBack();
      written?.();
    },
  };
}

/**
 * The answer that carries a body. Its first piece is read before `+OK` is promised, so a store that fails at once still
 * gets its `-ERR`; a body that came whole in that piece is closed already. At once where the body reads at once.
 */
export function sendBody(
  status: Status,
  body: Body,
  shape: BodyShape,
  session: SessionContext,
): ReplyParts | Promise<ReplyParts> {
  const outgoing = new OutgoingBody(shape);
  const stream = new BodyStream(body, outgoing, session);
  try {
    const first = stream.read();
    if (!(first instanceof Promise)) return opening(status, first, outgoing, stream);
    return first
      .then((first) => opening(status, first, outgoing, stream))
      .catch((error) => {
        stream.close();
        throw error;
      });
  } catch (error) {
    stream.close();
    throw error;
  }
}

function opening(status: Status, first: Uint8Array | null, outgoing: OutgoingBody, stream: BodyStream): ReplyParts {
  const parts = first === null ? [encodeStatus(status)] : [encodeStatus(status), first];
  if (first !== null && !outgoing.isComplete) return stream.after(parts);
  parts.push(outgoing.terminator());
  stream.close();
  return parts;
}

/** A body on its way to the client. The session closes it when the connection goes away between two pieces. */
export class BodyStream implements AsyncIterable<Uint8Array> {
  readonly #body: Body;
  readonly #outgoing: OutgoingBody;
  readonly #session: SessionContext;
  #opening: readonly Uint8Array[] = [];
  #state: "open" | "reading" | "closing" | "closed" = "open";

  constructor(body: Body, outgoing: OutgoingBody, session: SessionContext) {
    this.#body = body;
    this.#outgoing = outgoing;
    this.#session = session;
  }

  /** Sends these parts, made already, before the rest of the body. */
  after(opening: readonly Uint8Array[]): this {
    this.#opening = opening;
    return this;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    try {
      yield* this.#opening;
      for (let piece = await this.read(); piece !== null; piece = await this.read()) yield piece;
      yield this.#outgoing.terminator();
    } catch (error) {
      if (this.#state === "open") this.#session.report(error);
      throw error;
    } finally {
      this.close();
    }
  }

  /**
   * The next piece as it goes out; null when only the terminator is left. Throws when closed: a message is never ended
   * early.
   */
  read(): Uint8Array | null | Promise<Uint8Array | null> {
    if (this.#state !== "open") throw new Error("the session ended while a message was being sent");
    if (this.#outgoing.isComplete) return null;
    const piece = this.#body.read();
    if (piece instanceof Promise) return this.#readLater(piece);
    return piece === null ? null : this.#outgoing.take(piece);
  }

  async #readLater(read: Promise<Uint8Array | null>): Promise<Uint8Array | null> {
    this.#state = "reading";
    try {
      const piece = await read;
      return piece === null ? null : this.#outgoing.take(piece);
    } finally {
      this.#finishReading();
    }
  }

  /** Idempotent. A read under way is let finish, for its file must not be closed beneath it. */
  close(): void {
    if (this.#state === "reading") this.#state = "closing";
    if (this.#state !== "open") return;
    this.#state = "closed";
    this.#body.close();
  }

  #finishReading(): void {
    const isClosing = this.#state === "closing";
    this.#state = "open";
    if (isClosing) this.close();
  }
}
