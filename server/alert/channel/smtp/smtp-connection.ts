import { connect, isIP, type Socket } from "node:net";
import { connect as connectTls, type SecureContext } from "node:tls";
import { DeliveryFailed, quoted } from "../delivery-failed.ts";

/** What a server said: all lines of one reply, without the code on each (RFC 5321 §4.2). */
export interface Reply {
  readonly code: number;
  readonly lines: readonly string[];
}

/** No server of mail needs more for one reply; one that sends on and on is cut. */
const longestReply = 64 * 1024;

/** Octets to and from an SMTP server, one command and one reply at a time. The signal ends all of it. */
export class SmtpConnection {
  #socket: Socket;
  #isSecure: boolean;
  readonly #signal: AbortSignal;
  #heard = "";
  #failure: Error | null = null;
  #wake: (() => void) | null = null;

  private constructor(socket: Socket, isSecure: boolean, signal: AbortSignal) {
    this.#socket = socket;
    this.#isSecure = isSecure;
    this.#signal = signal;
    signal.addEventListener("abort", () => this.#fail(signal.reason as Error), { once: true });
    this.#listen();
  }

  /** `trust`: where TLS begins at once. Chain and name are checked. */
  static async open(
    place: { host: string; port: number },
    trust: SecureContext | null,
    signal: AbortSignal,
  ): Promise<SmtpConnection> {
    const socket = connect({ ...place, signal });
    await ready(socket, "connect", signal);
    const connection = new SmtpConnection(socket, false, signal);
    if (trust !== null) await connection.secure(place.host, trust);
    return connection;
  }

  get isSecure(): boolean {
    return this.#isSecure;
  }

  /** TLS from here on. What was said in the clear before is no part of it: a reply that came early ends the connection. */
  async secure(host: string, trust: SecureContext): Promise<void> {
    if (this.#heard !== "") throw new DeliveryFailed(`${host} said more than it was asked before TLS: not trusted.`);
    this.#socket.removeAllListeners("data").removeAllListeners("close").removeAllListeners("error");
    const secured = connectTls({
      socket: this.#socket,
      host,
      servername: isIP(host) === 0 ? host : undefined,
      secureContext: trust,
    });
    await ready(secured, "secureConnect", this.#signal);
    this.#socket = secured;
    this.#isSecure = true;
    this.#listen();
  }

  /** Sends a command, or lines of a message, and gives the reply. `shown`: for the sentence where it fails; never a secret. */
  async ask(command: string, wanted: readonly number[], shown = command): Promise<Reply> {
    this.#socket.write(`${command}\r\n`);
    return this.expect(wanted, shown);
  }

  /** The next reply; DeliveryFailed where it is none of the wanted. */
  async expect(wanted: readonly number[], shown: string): Promise<Reply> {
    const reply = await this.#reply();
    if (wanted.includes(reply.code)) return reply;
    throw new DeliveryFailed(`To “${shown}” the server answered: ${replyText(reply)}`);
  }

  /** Says goodbye without waiting for an answer. */
  close(): void {
    if (this.#failure === null) this.#socket.end("QUIT\r\n");
    else this.#socket.destroy();
    this.#socket.on("error", () => {});
    setTimeout(() => this.#socket.destroy(), 1_000).unref();
  }

  async #reply(): Promise<Reply> {
    for (;;) {
      const found = takeReply(this.#heard);
      if (found !== null) {
        this.#heard = found.rest;
        return found.reply;
      }
      if (this.#failure !== null) throw this.#failure;
      if (this.#heard.length > longestReply) throw new DeliveryFailed("The server's reply has no end.");
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  #listen(): void {
    this.#socket.on("data", (octets: Buffer) => {
      if (this.#heard.length <= longestReply) this.#heard += octets.toString("utf8");
      this.#wake?.();
    });
    this.#socket.on("error", (error) => this.#fail(error));
    this.#socket.on("close", () => this.#fail(Object.assign(new Error("closed"), { code: "ECONNRESET" })));
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#socket.destroy();
    this.#wake?.();
  }
}

function takeReply(heard: string): { reply: Reply; rest: string } | null {
  const lines: string[] = [];
  for (let from = 0; ; ) {
    const end = heard.indexOf("\n", from);
    if (end === -1) return null;
    const line = heard.slice(from, end).replace(/\r$/, "");
    from = end + 1;
    const [, code, mark, text = ""] = /^(\d{3})([ -]?)(.*)$/.exec(line) ?? [];
    if (code === undefined) throw new DeliveryFailed(`The server does not speak SMTP: it said “${quoted(line, 100)}”.`);
    lines.push(text);
    if (mark !== "-") return { reply: { code: Number(code), lines }, rest: heard.slice(from) };
  }
}

export function replyText({ code, lines }: Reply): string {
  return quoted(`${code} ${lines.join(" ")}`);
}

function ready(socket: Socket, event: "connect" | "secureConnect", signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const late = () => {
      socket.destroy();
      reject(signal.reason);
    };
    const failed = (error: Error) => {
      signal.removeEventListener("abort", late);
      socket.destroy();
      reject(error);
    };
    socket.once("error", failed).once(event, () => {
      signal.removeEventListener("abort", late);
      socket.off("error", failed);
      resolve();
    });
    if (signal.aborted) late();
    else signal.addEventListener("abort", late, { once: true });
  });
}
