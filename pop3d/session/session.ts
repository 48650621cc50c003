import { parseCommandLine } from "../protocol/command-line.ts";
import { MAX_AUTH_OCTETS, MAX_SASL_OCTETS } from "../protocol/limits.ts";
import { isMalformed } from "../protocol/malformed.ts";
import { describeRefusal, encodeStatus, err, ok, type Status } from "../protocol/status.ts";
import type { Backend, Peer } from "./backend.ts";
import { type Outcome, protocolError } from "./command.ts";
import { commands } from "./commands/index.ts";
import { firstManner } from "./language.ts";
import { LiveContext } from "./live-context.ts";
import { continueDialogue } from "./mechanisms/dialogue.ts";
import { Opening } from "./opening.ts";
import type { SessionPolicy } from "./policy.ts";
import type { Reply } from "./reply.ts";
import { BodyStream } from "./send-body.ts";
import { freshAuthorization, signedInPart } from "./state.ts";
import {
  type SessionTrace,
  traceCommand,
  traceParts,
  traceResponse,
  traceStatus,
  traceTooLong,
  traceUnknown,
} from "./trace.ts";
import { type Ending, type SessionState, viewOf } from "./view.ts";

export interface Pop3SessionOptions {
  readonly id: string;
  readonly backend: Backend;
  /** Asked at each use, so that settings are hot. */
  readonly policy: () => SessionPolicy;
  /** Asked at each use: its TLS version changes with STLS. */
  readonly peer: () => Peer;
  /** Null where nothing is written down. */
  readonly trace: SessionTrace | null;
  /** Records a bug's error and gives back the incident number that the client is told. */
  readonly onIncident: (error: unknown) => string;
}

/** What a line gets that comes after the end. */
const nothingMore: Reply = { parts: new Uint8Array(0), afterwards: "close" };

/** One client's conversation: lines in, replies out. Knows no socket and no clock. */
export class Pop3Session {
  readonly #options: Pop3SessionOptions;
  readonly #context: LiveContext;
  /** Set with the reply that closes: no line is obeyed after it. */
  #ending: Ending | null = null;
  #end: Promise<void> | null = null;
  /** The answer being worked out; null where none takes time. */
  #running: Promise<Reply> | null = null;
  #sending: BodyStream | null = null;
  #protocolErrors = 0;
  #lastCommand: string | null = null;
  #lastCommandAt: number | null = null;
  #lastRefusal: string | null = null;
  #answering = "other";
  #isRefused = false;
  readonly #opening = new Opening();

  constructor(options: Pop3SessionOptions) {
    this.#options = options;
    this.#context = new LiveContext(options);
  }

  /** The first reply, before any line. */
  greeting(): Reply {
    return this.#encode({ reply: ok(`${this.#context.policy.hostname} POP3 server ready`) });
  }

  /**
   * Answers one line without its line end, at once where nothing has to be waited for. One at a time: the caller awaits,
   * and sends the reply, before the next. `now` in milliseconds.
   */
  handleLine(line: Uint8Array, now: number): Reply | Promise<Reply> {
    if (!this.#begin(now)) return nothingMore;
    try {
      const outcome = this.#answer(line);
      return outcome instanceof Promise ? this.#later(outcome) : this.#conclude(outcome);
    } catch (error) {
      return this.#encode(this.#excuse(error));
    }
  }

  /** Answers a line the reader dropped for its length. */
  handleTooLongLine(now: number): Reply | Promise<Reply> {
    if (!this.#begin(now)) return nothingMore;
    if (this.#options.trace !== null) traceTooLong(this.#options.trace, now);
    const limit = this.#isInDialogue ? MAX_SASL_OCTETS : this.#context.policy.maxLineOctets;
    if (this.#context.state.name === "AUTHORIZATION") this.#context.state = { ...this.#context.state, dialogue: null };
    return this.#conclude(tooLong(limit));
  }

  /**
   * After the handshake that followed "start-tls": AUTHORIZATION afresh, USER, UTF8 and LANG forgotten. The connection
   * has cleared its LineReader.
   */
  tlsStarted(): void {
    this.#context.state = freshAuthorization;
    this.#context.manner = firstManner();
  }

  /**
   * The connection is gone or is being ended: gives the lock back, removes nothing. Idempotent. An UPDATE under way is
   * let finish.
   */
  end(): Promise<void> {
    this.#end ??= this.#endNow();
    return this.#end;
  }

  /**
   * How many octets the next line may have, for `LineReader.next`. Before the sign-in it may be AUTH with an initial
   * response: a token has a thousand octets and more, and many clients send it so although RFC 5034 §4 would have them wait.
   */
  get maxLineOctets(): number {
    if (this.#context.state.name !== "AUTHORIZATION") return this.#context.policy.maxLineOctets;
    return this.#context.state.dialogue === null ? MAX_AUTH_OCTETS : MAX_SASL_OCTETS;
  }

  /** What is being answered, or was last: a keyword there is, or "other". */
  get answering(): string {
    return this.#answering;
  }

  /** Whether the last answer was -ERR. */
  get isRefused(): boolean {
    return this.#isRefused;
  }

  get view(): SessionState {
    return viewOf(this.#context.state, {
      lastCommand: this.#lastCommand,
      lastCommandAt: this.#lastCommandAt,
      lastRefusal: this.#lastRefusal,
      opening: this.#opening.text,
      ending: this.#ending,
    });
  }

  /** False where the session is over: no line is obeyed any more. */
  #begin(now: number): boolean {
    this.#sending?.close();
    this.#sending = null;
    if (this.#ending !== null || this.#end !== null) return false;
    this.#context.now = now;
    this.#lastCommandAt = now;
    this.#answering = "other";
    return true;
  }

  #later(outcome: Promise<Outcome>): Promise<Reply> {
    const reply = outcome.then(
      (outcome) => this.#conclude(outcome),
      (error) => this.#encode(this.#excuse(error)),
    );
    this.#running = reply;
    return reply;
  }

  /** An answer that closes a session which has a maildrop comes after the lock is free: the client may be back at once. */
  #conclude(outcome: Outcome): Reply | Promise<Reply> {
    const reply = this.#encode(this.#limitErrors(outcome));
    if (reply.afterwards !== "close" || this.#context.state.name !== "TRANSACTION") return reply;
    this.#running = this.#leave().then(() => reply);
    return this.#running;
  }

  get #isInDialogue(): boolean {
    return this.#context.state.name === "AUTHORIZATION" && this.#context.state.dialogue !== null;
  }

  #answer(line: Uint8Array): Outcome | Promise<Outcome> {
    const { state, now } = this.#context;
    const { trace } = this.#options;
    if (state.name === "AUTHORIZATION" && state.dialogue !== null) {
      this.#answering = "AUTH";
      if (trace !== null) traceResponse(trace, line, now);
      return continueDialogue(state.dialogue, line, this.#context);
    }
    const parsed = parseCommandLine(line);
    const command = isMalformed(parsed) ? undefined : commands.get(parsed.keyword);
    if (trace !== null) {
      if (command === undefined || isMalformed(parsed))
        traceUnknown(trace, isMalformed(parsed) ? null : parsed.keyword, now);
      else traceCommand(trace, command, parsed.rest, now);
    }
    const limit = this.#context.policy.maxLineOctets;
    if (line.length + 2 > limit && (isMalformed(parsed) || parsed.keyword !== "AUTH")) return tooLong(limit);
    if (isMalformed(parsed)) return protocolError(parsed.malformed);
    if (command === undefined) return protocolError("there is no such command; CAPA lists what is offered");
    this.#lastCommand = command.keyword;
    this.#answering = command.keyword;
    this.#opening.heard(command.keyword);
    return command.answer(state, parsed.rest, this.#context);
  }

  /** Protocol errors in a row end the session: whoever speaks here does not speak POP3. */
  #limitErrors(outcome: Outcome): Outcome {
    this.#protocolErrors = outcome.isProtocolError ? this.#protocolErrors + 1 : 0;
    if (this.#protocolErrors < this.#context.policy.maxProtocolErrors || !isStatus(outcome.reply)) return outcome;
    const text = `${outcome.reply.text}; closing after ${this.#protocolErrors} errors in a row`;
    return { reply: { ...outcome.reply, text }, afterwards: "close", ending: "protocol-errors" };
  }

  /**
   * The answer to a bug. One in the UPDATE ends the session, for nobody knows how far it came; elsewhere the client may
   * go on.
   */
  #excuse(error: unknown): Outcome {
    const reply = err(`internal error, incident ${this.#options.onIncident(error)}`, "SYS/TEMP");
    if (this.#context.state.name === "AUTHORIZATION") this.#context.state = freshAuthorization;
    const isUpdate = this.#context.state.name === "UPDATE" || this.#context.state.name === "ENDED";
    return isUpdate ? { reply, afterwards: "close", ending: "update-failed" } : { reply };
  }

  #encode({ reply, afterwards = "continue", ending, written, delayMs }: Outcome): Reply {
    if (afterwards === "close") this.#ending = ending ?? "quit";
    const { trace } = this.#options;
    this.#isRefused = isStatus(reply) && !reply.isOk;
    if (!isStatus(reply)) {
      if (trace !== null) traceParts(trace, reply.parts);
      if (reply.parts instanceof BodyStream) this.#sending = reply.parts;
      return { parts: reply.parts, afterwards, written, delayMs };
    }
    if (trace !== null) traceStatus(trace, reply);
    if (!reply.isOk) this.#lastRefusal = describeRefusal(reply);
    return { parts: encodeStatus(reply), afterwards, written, delayMs };
  }

  async #endNow(): Promise<void> {
    this.#sending?.close();
    await this.#running?.catch(() => undefined); // its caller has the error; the lock is given back whatever happened
    this.#sending?.close();
    await this.#leave();
  }

  async #leave(): Promise<void> {
    const state = this.#context.state;
    if (state.name === "ENDED") return;
    const signedIn = signedInPart(state);
    this.#context.state = { name: "ENDED", ending: this.#ending ?? "ended", removedCount: 0, signedIn };
    await signedIn?.maildrop.messages.release();
  }
}

function tooLong(limit: number): Outcome {
  return protocolError(`that line is longer than ${limit} octets`);
}

function isStatus(reply: Outcome["reply"]): reply is Status {
  return "isOk" in reply;
}
