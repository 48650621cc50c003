import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { type ConnectionOptions, connect as secure, type TLSSocket } from "node:tls";

/** A socket whose every octet the test decides; its own side stays open until it says otherwise. */
export class RawClient {
  /** All that was received and not yet taken. */
  received = "";
  isEnded = false;
  isClosed = false;
  #wake: (() => void) | undefined;

  private constructor(public socket: Socket) {
    this.#listen();
  }

  static async connect(port: number, host = "127.0.0.1"): Promise<RawClient> {
    const socket = connect({ port, host, allowHalfOpen: true });
    await once(socket, "connect");
    return new RawClient(socket);
  }

  static async connectTls(port: number, options: ConnectionOptions = {}): Promise<RawClient> {
    return (await RawClient.connect(port)).startTls(options);
  }

  async startTls(options: ConnectionOptions = {}): Promise<this> {
    const plain = this.socket;
    plain.removeAllListeners();
    plain.on("error", () => {});
    const secured = secure({ socket: plain, rejectUnauthorized: false, ALPNProtocols: ["pop3"], ...options });
    await once(secured, "secureConnect");
    this.socket = secured;
    this.#listen();
    return this;
  }

  get tls(): TLSSocket {
    return this.socket as TLSSocket;
  }

  write(text: string | Uint8Array): void {
    this.socket.write(text);
  }

  /** The next line; rejects when there will be none. */
  async line(): Promise<string> {
    await this.until(() => this.received.includes("\r\n") || this.isEnded || this.isClosed);
    const end = this.received.indexOf("\r\n");
    if (end < 0) throw new Error(`the server ended after "${this.received}"`);
    const line = this.received.slice(0, end);
    this.received = this.received.slice(end + 2);
    return line;
  }

  async command(text: string): Promise<string> {
    this.write(`${text}\r\n`);
    return this.line();
  }

  async signIn(address: string, password: string): Promise<string> {
    await this.command(`USER ${address}`);
    return this.command(`PASS ${password}`);
  }

  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Resolves when the server has said its last. */
  ended(): Promise<void> {
    return this.until(() => this.isEnded || this.isClosed);
  }

  destroy(): void {
    this.socket.destroy();
  }

  #listen(): void {
    this.socket.on("data", (chunk: Buffer) => {
      this.received += chunk.toString("latin1");
      this.#wake?.();
    });
    this.socket.on("end", () => {
      this.isEnded = true;
      this.#wake?.();
    });
    this.socket.on("close", () => {
      this.isClosed = true;
      this.#wake?.();
    });
    this.socket.on("error", () => {});
  }
}
