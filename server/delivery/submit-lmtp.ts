import { once } from "node:events";
import { connect, type NetConnectOpts, type Socket } from "node:net";
import { createInterface, type Interface } from "node:readline";
import type { WireMessage } from "../body/wire-message.ts";

export interface Submission {
  /** Reverse-path; empty for the null sender. */
  readonly sender: string;
  readonly recipients: readonly string[];
  /** What to call oneself. */
  readonly client: string;
  readonly message: WireMessage;
}

/** A reply's last line (RFC 5321 §4.2), e.g. 550, "5.1.1", "There is …". */
export interface LmtpAnswer {
  readonly code: number;
  /** Enhanced status code (RFC 3463); empty where there was none. */
  readonly status: string;
  readonly text: string;
}

/** Nobody listens there; nothing was sent. */
export class LmtpUnreachable extends Error {}

const idleMs = 5 * 60_000;

/** Sends one message by LMTP (RFC 2033) and gives the answer for each recipient, in order. Throws LmtpUnreachable, or an error where the conversation broke off. */
export async function submitLmtp(place: NetConnectOpts, submission: Submission): Promise<LmtpAnswer[]> {
  const socket = connect(place);
  try {
    await once(socket, "connect");
  } catch (error) {
    throw new LmtpUnreachable((error as Error).message, { cause: error });
  }
  const conversation = new Conversation(socket);
  try {
    return await converse(conversation, submission);
  } finally {
    conversation.end();
  }
}

async function converse(
  lmtp: Conversation,
  { sender, recipients, client, message }: Submission,
): Promise<LmtpAnswer[]> {
  expectCode(await lmtp.answer(), 220);
  expectCode(await lmtp.say(`LHLO ${client}`), 250);
  const isUtf8 = [sender, ...recipients].some((address) => /[^\x20-\x7e]/.test(address));
  const mail = await lmtp.say(`MAIL FROM:<${sender}> SIZE=${message.octets} BODY=8BITMIME${isUtf8 ? " SMTPUTF8" : ""}`);
  if (mail.code !== 250) return recipients.map(() => mail);
  const answers: LmtpAnswer[] = [];
  for (const recipient of recipients) answers.push(await lmtp.say(`RCPT TO:<${recipient}>`));
  if (answers.some(isAccepted)) {
    const data = await lmtp.say("DATA");
    if (data.code === 354) await lmtp.send(message);
    for (const [index, answer] of answers.entries()) {
      if (isAccepted(answer)) answers[index] = data.code === 354 ? await lmtp.answer() : data;
    }
  }
  await lmtp.say("QUIT").catch(() => {}); // the answers are there, and that is what counts
  return answers;
}

function isAccepted({ code }: LmtpAnswer): boolean {
  return code >= 200 && code < 300;
}

function expectCode({ code, text }: LmtpAnswer, expected: number): void {
  if (code !== expected) throw new Error(`the server said: ${code} ${text}`);
}

/** One socket: lines out, answers in. */
class Conversation {
  readonly #lines: AsyncIterator<string>;
  readonly #reader: Interface;

  constructor(private readonly socket: Socket) {
    socket.on("error", () => {}); // seen as the end of the lines
    socket.setTimeout(idleMs, () => socket.destroy());
    this.#reader = createInterface({ input: socket, crlfDelay: Number.POSITIVE_INFINITY });
    this.#lines = this.#reader[Symbol.asyncIterator]();
  }

  say(line: string): Promise<LmtpAnswer> {
    this.socket.write(`${line}\r\n`);
    return this.answer();
  }

  async answer(): Promise<LmtpAnswer> {
    for (;;) {
      const { value, done } = await this.#lines.next();
      if (done) throw new Error("the server closed the connection");
      const [, code, dash, status = "", text = ""] =
        /^(\d{3})([ -]?)(?:(\d\.\d{1,3}\.\d{1,3}) )?(.*)$/.exec(value) ?? [];
      if (code === undefined) throw new Error("the server does not speak LMTP");
      if (dash !== "-") return { code: Number(code), status, text };
    }
  }

  /** The message with its dots doubled, and the end (RFC 5321 §4.5.2). */
  async send(message: WireMessage): Promise<void> {
    let isAtLineStart = true;
    for await (const piece of message.pieces()) {
      if (piece.length === 0) continue;
      const octets = message.hasDotLines ? doubleDots(piece, isAtLineStart) : piece;
      isAtLineStart = piece[piece.length - 1] === 0x0a;
      if (!this.socket.write(octets)) await this.#drained();
    }
    this.socket.write(".\r\n");
  }

  end(): void {
    this.#reader.close();
    this.socket.destroy();
  }

  async #drained(): Promise<void> {
    const { socket } = this;
    if (socket.destroyed) throw new Error("the server closed the connection");
    await new Promise<void>((resolve) => {
      const goOn = () => {
        socket.off("drain", goOn).off("close", goOn);
        resolve();
      };
      socket.on("drain", goOn).on("close", goOn);
    });
  }
}

/** In wire form every LF ends a line. */
function doubleDots(piece: Uint8Array, isAtLineStart: boolean): Buffer {
  const text = Buffer.from(piece.buffer, piece.byteOffset, piece.length).toString("latin1");
  return Buffer.from((isAtLineStart ? text.replace(/^\./, "..") : text).replaceAll("\n.", "\n.."), "latin1");
}
