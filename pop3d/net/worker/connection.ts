import type { Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import type { SecureContext, TLSSocket } from "node:tls";
import type { EndReason } from "#server/session/schema.ts";
import { LineReader } from "../../protocol/line-reader.ts";
import type { Reply } from "../../session/reply.ts";
import { Pop3Session } from "../../session/session.ts";
import type { ConnectionOptions } from "./connection-options.ts";
import { ConnectionPeer } from "./connection-peer.ts";
import type { Timed } from "./deadlines.ts";
import { endReasonOf } from "./end-reason.ts";
import { type RecordedMaildrop, watching } from "./recorded-backend.ts";
import { ConnectionGone, ReplyWriter } from "./reply-writer.ts";
import { startTls } from "./tls.ts";

/** A socket and its Pop3Session: one command at a time, back-pressure both ways, TLS, and time limits. */
export class Pop3Connection implements Timed {
  readonly options: ConnectionOptions;
  readonly session: Pop3Session;
  readonly startedAt: Date;
  deadlineMs = Number.POSITIVE_INFINITY;
  tlsVersion: string | null = null;
  commandCount = 0;
  /** Set when the socket is closed, an UPDATE under way is finished and the lock is free. */
  endedAt: Date | null = null;
  maildrop: RecordedMaildrop | null = null;
  #peer: ConnectionPeer;
  #reason: EndReason | null = null;
  #socket: Socket;
  #writer: ReplyWriter;
  #octetsSentBefore = 0;
  readonly #reader = new LineReader();
  #isAnswering = false;
  /** What the connection is doing that takes time: it decides what a passed deadline means. */
  #pending: "command" | "handshake" | "client" | "farewell" = "client";
  #isInputOver = false;
  #isEnding = false;
  #isClosed = false;

  constructor(options: ConnectionOptions) {
    const { id, socket, backend, policy, onIncident } = options;
    this.options = options;
    this.startedAt = options.clock.now();
    this.#peer = new ConnectionPeer(options.remote, null);
    const watched = watching(backend, (maildrop) => {
      this.maildrop = maildrop;
      options.onSignIn(this);
    });
    this.session = new Pop3Session({ id, backend: watched, policy, peer: () => this.#peer, onIncident });
    this.#socket = socket;
    this.#writer = this.#attach(socket);
    options.deadlines.add(this);
    void this.#converse(() => this.#open());
  }

  get id(): string {
    return this.options.id;
  }

  /** In the clear and not signed in: what a listener that now wants TLS from the first octet must end. */
  get isExposed(): boolean {
    const isPlain = this.tlsVersion === null && !this.options.isImplicitTls;
    return isPlain && this.session.view.state === "AUTHORIZATION";
  }

  get octetsSent(): number {
    return this.#octetsSentBefore + this.#writer.octetsSent;
  }

  /** Why it is over, as the session's row says it; null while it is not. */
  get endReason(): EndReason | null {
    return this.endedAt === null ? null : endReasonOf(this.session.view.ending, this.#reason);
  }

  /** Ends it from outside: the lock is released when this resolves, nothing was removed unless an UPDATE was under way. */
  async end(reason: EndReason): Promise<void> {
    this.#reason ??= reason;
    this.#isEnding = true;
    await this.session.end();
    if (!this.#isAnswering) this.#close();
    else if (this.#pending === "handshake") this.#socket.destroy();
    else this.#expect("farewell", this.options.limits.lingerMs);
  }

  /** Ends it this instant, whatever it is doing. */
  cut(): void {
    this.#socket.destroy();
  }

  deadlinePassed(): void {
    const { log, remote } = this.options;
    const pending = this.#pending;
    if (pending === "farewell") return void this.#socket.destroy();
    log.info({ event: "time-limit", session: this.id, ip: remote.address, waitedFor: pending }, "time limit reached");
    this.#reason ??= pending === "handshake" ? "dropped" : "autologout";
    if (this.#isAnswering) this.#socket.destroy();
    else void this.end("autologout");
  }

  async #open(): Promise<void> {
    if (this.options.isImplicitTls) await this.#secure();
    await this.#send(this.session.greeting());
  }

  /**
   * Answers what has been heard, line after line, until more must be heard. `opening` comes before the first line. Half a line is
   * nothing yet: it begins no answer, and moves no deadline.
   */
  async #converse(opening?: () => Promise<void>): Promise<void> {
    if (this.#isAnswering) return;
    let line = opening === undefined ? this.#nextLine() : null;
    if (opening === undefined && line === null) return;
    this.#isAnswering = true;
    this.#expect("command", Number.POSITIVE_INFINITY);
    try {
      await opening?.();
      for (line ??= this.#nextLine(); line !== null && !this.#isEnding; line = this.#nextLine())
        await this.#answer(line);
    } catch (error) {
      this.#fail(error);
    }
    this.#isAnswering = false;
    if (this.#isEnding || this.#isInputOver) this.#close();
    else this.#listen();
  }

  #nextLine(): Uint8Array | "too-long" | null {
    return this.#reader.next(this.session.maxLineOctets);
  }

  async #answer(line: Uint8Array | "too-long"): Promise<void> {
    const now = this.options.clock.now().getTime();
    this.commandCount += 1;
    await this.#send(
      await (line === "too-long" ? this.session.handleTooLongLine(now) : this.session.handleLine(line, now)),
    );
  }

  async #send(reply: Reply): Promise<void> {
    if (reply.delayMs) await this.#delay(reply.delayMs);
    if (reply.afterwards === "start-tls") this.#forgetPlaintext();
    await this.#writer.send(reply);
    this.options.onProgress(this);
    if (reply.afterwards === "close") this.#isEnding = true;
    if (reply.afterwards !== "start-tls") return;
    this.#writer.handOver();
    await this.#secure();
    this.session.tlsStarted();
  }

  /** Refused sign-ins are answered later and later. */
  async #delay(delayMs: number): Promise<void> {
    const { log, remote } = this.options;
    const refusal = this.session.view.lastRefusal;
    log.info({ event: "sign-in-refused", session: this.id, ip: remote.address, refusal }, "sign-in refused");
    await wait(delayMs);
  }

  #listen(): void {
    const { autologoutMs, signInMs } = this.options.limits;
    const isSignedIn = this.session.view.state !== "AUTHORIZATION";
    this.#expect("client", isSignedIn ? autologoutMs : signInMs);
    this.#socket.resume();
  }

  #expect(pending: "command" | "handshake" | "client" | "farewell", withinMs: number): void {
    this.#pending = pending;
    this.deadlineMs = this.options.clock.monotonicMs() + withinMs;
  }

  /** Nothing that was said in the clear before "+OK begin TLS" is heard inside TLS (RFC 2595 §4). */
  #forgetPlaintext(): void {
    this.#socket.off("data", this.#heard);
    this.#socket.pause();
    while (this.#socket.read() !== null);
    this.#reader.clear();
  }

  async #secure(): Promise<void> {
    const context = this.options.secureContext();
    if (context === null) throw new Error("there is no certificate to show");
    this.#detach(this.#socket);
    this.#expect("handshake", this.options.limits.handshakeMs);
    const secured: TLSSocket = await this.#handshake(context);
    this.#peer = new ConnectionPeer(this.options.remote, secured);
    this.tlsVersion = this.#peer.tlsVersion;
    this.#octetsSentBefore += this.#writer.octetsSent;
    this.#socket = secured;
    this.#writer = this.#attach(secured);
    // It may have gone between the handshake and now, and nobody would say so again.
    if (secured.destroyed) this.#closed();
    this.#expect("command", Number.POSITIVE_INFINITY);
  }

  async #handshake(context: SecureContext): Promise<TLSSocket> {
    try {
      return await startTls(this.#socket, context);
    } catch (error) {
      const { log, remote } = this.options;
      log.info(
        { event: "handshake-failed", session: this.id, ip: remote.address, err: String(error) },
        "TLS handshake failed",
      );
      throw new ConnectionGone();
    }
  }

  #attach(socket: Socket): ReplyWriter {
    socket.on("data", this.#heard);
    socket.on("end", this.#heardAll);
    socket.on("close", this.#closed);
    // What goes wrong with a socket ends it, and "close" follows.
    socket.on("error", ignore);
    return new ReplyWriter(socket, (isWaiting) =>
      isWaiting
        ? this.#expect("client", this.options.limits.stallMs)
        : this.#expect("command", Number.POSITIVE_INFINITY),
    );
  }

  #detach(socket: Socket): void {
    socket.off("data", this.#heard);
    socket.off("end", this.#heardAll);
  }

  readonly #heard = (octets: Uint8Array): void => {
    if (this.#isEnding) return;
    this.#reader.push(octets);
    if (!this.#isAnswering) void this.#converse();
    else if (this.#reader.bufferedOctets > this.options.limits.maxBufferedOctets) this.#socket.pause();
  };

  /** The client's side is closed; it still gets the answers to what it asked. */
  readonly #heardAll = (): void => {
    this.#isInputOver = true;
    if (!this.#isAnswering) this.#close();
  };

  readonly #closed = (): void => {
    this.#writer.wake();
    if (this.#isClosed || !this.#socket.destroyed) return;
    this.#isClosed = true;
    this.#isEnding = true;
    this.options.deadlines.remove(this);
    // Only a session that holds nothing any more is over: what is recorded as ended stays as it is recorded.
    void this.session
      .end()
      .catch((error) => void this.options.onIncident(error))
      .then(() => {
        this.endedAt = this.options.clock.now();
        this.options.onEnd(this);
      });
  };

  /** Half an answer must not pass for a whole one: the connection is cut. */
  #fail(error: unknown): void {
    if (!(error instanceof ConnectionGone) && !this.#isEnding) {
      this.options.log.error(
        { event: "cut", session: this.id, err: error },
        "connection cut in the middle of an answer",
      );
    }
    this.#isEnding = true;
    this.#socket.destroy();
  }

  /**
   * Sends what is still to be sent, close_notify inside TLS, then the end. A client that said QUIT has a moment to close its side,
   * for closing beneath octets it still sends would take the last answer from it.
   */
  #close(): void {
    this.#isEnding = true;
    this.#expect("farewell", this.options.limits.lingerMs);
    if (this.#reason === null && !this.#isInputOver) this.#socket.end();
    else this.#socket.destroySoon();
    this.#socket.resume();
  }
}

function ignore(): void {}
