import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";

/**
 * Where a listener answers: an IP address and port, or the path of a unix socket. `isBehindProxy`: it waits for a PROXY header, and gets the
 * one by which a proxy looks whether it is well, for nobody but itself.
 */
export type Place =
  | { readonly host: string; readonly port: number; readonly isBehindProxy?: boolean }
  | { readonly path: string };

const limitMs = 5000;
const longestLine = 8192;
/** Version 2, command LOCAL, no addresses (PROXY protocol, section 2.2). */
const localHeader = Buffer.from("\r\n\r\n\0\r\nQUIT\n\x20\0\0\0", "latin1");

/** Speaks a protocol of lines as a client: for trying our own listeners from outside. Each wait ends after five seconds. */
export class LineClient {
  #rest = "";
  readonly #lines: string[] = [];
  #wake: (() => void) | undefined;
  #end: Error | undefined;

  #socket: Socket;

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.#listen();
  }

  /** With TLS from the first octet where `serverName` is given. Any certificate is accepted: what it is worth is for the caller to say. */
  static async open(place: Place, serverName?: string): Promise<LineClient> {
    const socket = connect(place);
    await within5s(socket, "connect");
    if ("isBehindProxy" in place && place.isBehindProxy) socket.write(localHeader);
    const client = new LineClient(socket);
    if (serverName !== undefined) await client.secure(serverName);
    return client;
  }

  /** TLS from here on: at once, or after STLS or STARTTLS was answered. Any certificate is accepted, as in `open`. */
  async secure(serverName: string): Promise<void> {
    this.#socket.removeAllListeners();
    const secured = connectTls({
      socket: this.#socket,
      servername: isName(serverName) ? serverName : undefined,
      rejectUnauthorized: false,
    });
    await within5s(secured, "secureConnect");
    this.#socket = secured;
    this.#listen();
  }

  send(line: string): void {
    this.#socket.write(`${line}\r\n`);
  }

  /** The next line without its end. */
  async receive(): Promise<string> {
    const timer = setTimeout(() => this.#finish(failure("ETIMEDOUT", "No answer within 5 s.")), limitMs);
    try {
      for (;;) {
        const line = this.#lines.shift();
        if (line !== undefined) return line;
        if (this.#end) throw this.#end;
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    } finally {
      clearTimeout(timer);
    }
  }

  close(): void {
    this.#socket.destroy();
  }

  get tls(): TLSSocket | null {
    return "getPeerCertificate" in this.#socket ? (this.#socket as TLSSocket) : null;
  }

  #listen(): void {
    this.#socket.setEncoding("utf8");
    this.#socket.on("data", (text: string) => this.#take(text));
    this.#socket.on("error", (error) => this.#finish(error));
    this.#socket.on("close", () => this.#finish(failure("ECONNRESET", "The server closed the connection.")));
  }

  #take(text: string): void {
    const parts = (this.#rest + text).split(/\r?\n/);
    this.#rest = (parts.pop() ?? "").slice(0, longestLine);
    this.#lines.push(...parts);
    this.#wake?.();
  }

  #finish(error: Error): void {
    this.#end ??= error;
    this.#wake?.();
  }
}

async function within5s(socket: Socket, event: "connect" | "secureConnect"): Promise<void> {
  const timer = setTimeout(() => socket.destroy(failure("ETIMEDOUT", "No answer within 5 s.")), limitMs);
  try {
    await once(socket, event);
  } finally {
    clearTimeout(timer);
  }
}

function isName(text: string): boolean {
  return !/^[\d.]+$|:/.test(text);
}

function failure(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}
