import type { Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import type { EndReason } from "#server/session/schema.ts";
import { TraceRecorder } from "#server/session-trace/recorder.ts";
import { LineReader } from "../../protocol/line-reader.ts";
import type { SessionPolicy } from "../../session/policy.ts";
import type { Reply } from "../../session/reply.ts";
import { Pop3Session, type Pop3SessionOptions } from "../../session/session.ts";
import type { ConnectionLimits } from "../limits.ts";
import { ClientSocket, type SocketListener } from "./client-socket.ts";
import { ConnectionPeer } from "./connection-peer.ts";
import type { Timed } from "./deadlines.ts";
import { endReasonOf } from "./end-reason.ts";
import { handshakeRefusal } from "./handshake-refusal.ts";
import type { Host } from "./host.ts";
import { type MaildropWatcher, type RecordedMaildrop, WatchedBackend } from "./recorded-backend.ts";
import type { Remote } from "./remote.ts";
import { ConnectionGone } from "./reply-writer.ts";

/** What a connection is doing that may take time, and the limit on it; a command takes what it takes. */
const limitOf = {
  command: null,
  handshake: "handshakeMs",
  "sign-in": "signInMs",
  client: "autologoutMs",
  stall: "stallMs",
  farewell: "lingerMs",
} as const satisfies Record<string, keyof ConnectionLimits | null>;

/** After this long the other connections have their turn. */
const turnMs = 5;

/** A socket and its Pop3Session: one command at a time, back-pressure both ways, TLS, and time limits. */
export class Pop3Connection implements Timed, SocketListener, MaildropWatcher, Pop3SessionOptions {
  readonly id: string;
  readonly host: Host;
  readonly remote: Remote;
  readonly backend: WatchedBackend;
  /** What is said, as it is written down; null where it is not. */
  readonly trace: TraceRecorder | null;
  readonly session: Pop3Session;
  readonly startedAt: Date;
  tlsVersion: string | null = null;
  commandCount = 0;
  /** Set when the socket is closed, an UPDATE under way is finished and the lock is free. */
  endedAt: Date | null = null;
  /** From the sign-in on. */
  maildrop: RecordedMaildrop | null = null;
  readonly #isImplicitTls: boolean;
  #peer: ConnectionPeer;
  #reason: EndReason | null = null;
  readonly #socket: ClientSocket;
  readonly #reader = new LineReader();
  #isAnswering = true;
  #pending: keyof typeof limitOf = "command";
  #sinceMs = 0;
  #isInputOver = false;
  #isEnding = false;

  /** `socket` was accepted; what a proxy's header left in it is read as well. */
  constructor(id: string, socket: Socket, remote: Remote, host: Host) {
    this.id = id;
    this.host = host;
    this.remote = remote;
    this.startedAt = host.clock.now();
    this.#isImplicitTls = host.isImplicitTls;
    this.#peer = new ConnectionPeer(id, remote, host.listenerId, null);
    this.backend = new WatchedBackend(host.backend, this);
    this.trace = host.recordsTraces ? new TraceRecorder(this.startedAt.getTime()) : null;
    this.session = new Pop3Session(this);
    this.#socket = new ClientSocket(socket, this);
    host.deadlines.add(this);
    this.#begin();
  }

  /** By the monotonic clock. The limit is asked for anew, so that a change of it reaches a client that is waited for. */
  get deadlineMs(): number {
    const name = limitOf[this.#pending];
    return name === null ? Number.POSITIVE_INFINITY : this.#sinceMs + this.host.limits[name];
  }

  /** In the clear and not signed in: what a listener that now wants TLS from the first octet must end. */
  get isExposed(): boolean {
    return this.tlsVersion === null && !this.#isImplicitTls && this.maildrop === null;
  }

  get octetsSent(): number {
    return this.#socket.octetsSent;
  }

  /** Octets heard and not yet answered. */
  get heldOctets(): number {
    return this.#reader.bufferedOctets;
  }

  get isClosed(): boolean {
    return this.#socket.isClosed;
  }

  /** Why it is over, as the session's row says it; null while it is not. */
  get endReason(): EndReason | null {
    return this.endedAt === null ? null : endReasonOf(this.session.view.ending, this.#reason);
  }

  /**
   * Ends it from outside: the lock is released when this resolves, nothing was removed unless an UPDATE was under way. `by`: who
   * wanted it, for the trace.
   */
  async end(reason: EndReason, by?: string): Promise<void> {
    this.#reason ??= reason;
    if (by !== undefined) this.trace?.note("kicked", by, this.host.clock.now().getTime());
    this.#isEnding = true;
    await this.session.end();
    if (!this.#isAnswering) this.#close();
    else if (this.#pending === "handshake") this.#socket.destroy();
    else this.#expect("farewell");
  }

  /** Ends it this instant, whatever it is doing. */
  cut(): void {
    this.#socket.destroy();
  }

  deadlinePassed(): void {
    const pending = this.#pending;
    if (pending === "farewell") return void this.#socket.destroy();
    const { log } = this.host;
    log.info(
      { event: "time-limit", sessionId: this.id, remoteIp: this.remote.address, reason: pending },
      "time limit reached",
    );
    this.trace?.note("time-limit", pending, this.host.clock.now().getTime());
    this.#reason ??= pending === "handshake" ? "dropped" : "autologout";
    if (this.#isAnswering) this.#socket.destroy();
    else void this.end("autologout");
  }

  policy(): SessionPolicy {
    return this.host.policy;
  }

  peer(): ConnectionPeer {
    return this.#peer;
  }

  onIncident(error: unknown): string {
    return this.host.incident(error, this);
  }

  opened(maildrop: RecordedMaildrop): void {
    this.maildrop = maildrop;
    this.host.signedIn(this);
  }

  stalled(isStalled: boolean): void {
    this.#expect(isStalled ? "stall" : "command");
  }

  #begin(): void {
    const greet = () => this.#send(this.session.greeting());
    try {
      this.#goOnAfter(this.#isImplicitTls ? this.#secure().then(greet) : greet());
    } catch (error) {
      this.#fail(error);
      this.#rest();
    }
  }

  /**
   * Answers what has been heard, line after line, until more must be heard; without a promise as far as session and system answer at
   * once. Half a line is nothing yet: it begins no answer, and moves no deadline.
   */
  #answerHeard(): void {
    const startedMs = this.host.clock.monotonicMs();
    try {
      while (!this.#isEnding) {
        const line = this.#reader.next(this.session.maxLineOctets);
        if (line === null) break;
        this.#isAnswering = true;
        this.#pending = "command";
        const pending = this.#answer(line);
        if (pending !== null) return void this.#goOnAfter(pending);
        const isLongTurn = this.host.clock.monotonicMs() - startedMs > turnMs;
        if (isLongTurn && this.#reader.bufferedOctets > 0) return void this.#goOnAfter(new Promise(setImmediate));
      }
    } catch (error) {
      this.#fail(error);
    }
    if (this.#isAnswering) this.#rest();
  }

  #goOnAfter(pending: Promise<unknown> | null): void {
    if (pending === null) return void this.#rest();
    // What is answered already does not wait with what takes time.
    this.#socket.flush();
    pending.then(
      () => this.#answerHeard(),
      (error) => {
        this.#fail(error);
        this.#rest();
      },
    );
  }

  /** Nothing more to answer for now. */
  #rest(): void {
    this.#isAnswering = false;
    this.#socket.flush();
    if (this.#isEnding || this.#isInputOver) return void this.#close();
    this.#expect(this.maildrop === null ? "sign-in" : "client");
    this.#socket.resume();
  }

  #answer(line: Uint8Array | "too-long"): Promise<void> | null {
    const { clock, counts } = this.host;
    const now = clock.now().getTime();
    this.commandCount += 1;
    const heardMs = counts.isOn ? clock.monotonicMs() : null;
    const reply: Reply | Promise<Reply> =
      line === "too-long" ? this.session.handleTooLongLine(now) : this.session.handleLine(line, now);
    if (!(reply instanceof Promise)) {
      if (heardMs !== null) this.#count(heardMs);
      return this.#send(reply);
    }
    return reply.then((made) => {
      if (heardMs !== null) this.#count(heardMs);
      return this.#send(made) ?? undefined;
    });
  }

  /** The answer is made. */
  #count(heardMs: number): void {
    const { clock, counts } = this.host;
    counts.commandAnswered(this.session.answering, this.session.isRefused, clock.monotonicMs() - heardMs);
  }

  /** Null when it is sent. */
  #send(reply: Reply): Promise<void> | null {
    if (reply.delayMs || reply.afterwards === "start-tls") return this.#sendSpecial(reply);
    const isLast = reply.afterwards === "close" || !this.#reader.holdsLine;
    const pending = this.#socket.send(reply, !isLast);
    if (pending !== null) return pending.then(() => this.#sent(reply));
    this.#sent(reply);
    return null;
  }

  #sent({ afterwards }: Reply): void {
    this.trace?.sent(this.octetsSent, this.host.clock.now().getTime());
    this.host.progressed(this);
    if (afterwards === "close") this.#isEnding = true;
  }

  async #sendSpecial({ delayMs, ...reply }: Reply): Promise<void> {
    if (delayMs) await this.#delay(delayMs);
    if (reply.afterwards !== "start-tls") return void (await this.#send(reply));
    // Nothing that was said in the clear before "+OK begin TLS" is heard inside TLS (RFC 2595 §4).
    this.#socket.deafen();
    this.#reader.clear();
    await this.#socket.send(reply, false);
    this.#socket.flushNow(); // before the handshake has the socket
    this.#sent({ ...reply, afterwards: "start-tls" });
    await this.#secure();
    this.session.tlsStarted();
  }

  /** Refused sign-ins are answered later and later. */
  async #delay(delayMs: number): Promise<void> {
    this.#socket.flush();
    await wait(delayMs);
  }

  #expect(pending: keyof typeof limitOf): void {
    this.#pending = pending;
    this.#sinceMs = this.host.clock.monotonicMs();
  }

  async #secure(): Promise<void> {
    const { shown, log } = this.host;
    if (shown === null) throw new Error("there is no certificate to show");
    this.#expect("handshake");
    const secured = await this.#socket.secure(shown).catch((error) => {
      const said = { sessionId: this.id, remoteIp: this.remote.address, reason: String(error) };
      log.info({ event: "handshake-failed", ...said }, "TLS handshake failed");
      this.backend.refusedEarly(handshakeRefusal(error), { name: "", mechanism: "" }, this.#peer);
      throw new ConnectionGone();
    });
    this.#peer = new ConnectionPeer(this.id, this.remote, this.host.listenerId, secured);
    this.tlsVersion = this.#peer.tlsVersion;
    this.host.secured(this, secured);
    this.#expect("command");
  }

  heard(octets: Uint8Array): void {
    if (this.#isEnding) return;
    this.#reader.push(octets);
    if (!this.#isAnswering) this.#answerHeard();
    const isFull = this.#reader.bufferedOctets > this.host.limits.maxPipelinedOctets;
    if (isFull && this.#isAnswering) this.#socket.pause();
  }

  /** The client's side is closed; it still gets the answers to what it asked. */
  heardAll(): void {
    this.#isInputOver = true;
    if (!this.#isAnswering) this.#close();
  }

  closed(): void {
    this.#isEnding = true;
    this.host.deadlines.remove(this);
    // Only a session that holds nothing any more is over: what is recorded as ended stays as it is recorded.
    void this.session
      .end()
      .catch((error) => void this.onIncident(error))
      .then(() => {
        this.endedAt = this.host.clock.now();
        this.trace?.note("end", this.endReason ?? "dropped", this.endedAt.getTime());
        this.host.ended(this);
      });
  }

  /** Half an answer must not pass for a whole one: the connection is cut. */
  #fail(error: unknown): void {
    if (!(error instanceof ConnectionGone) && !this.#isEnding) {
      this.host.log.error(
        { event: "cut", sessionId: this.id, err: error },
        "connection cut in the middle of an answer",
      );
      this.trace?.note("cut", "", this.host.clock.now().getTime());
    }
    this.#isEnding = true;
    this.#socket.destroy();
  }

  /** A client that said QUIT, or was refused, has a moment to close its side. */
  #close(): void {
    this.#isEnding = true;
    this.#expect("farewell");
    this.#socket.end(this.#reason === null && !this.#isInputOver);
  }
}
