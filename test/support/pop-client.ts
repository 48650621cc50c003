import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { connect as tlsConnect } from "node:tls";

/** A bare POP3 client: sends lines as they are, gives replies octet for octet. */
export class PopClient {
  #received = "";
  #wake: (() => void) | undefined;
  #isClosed = false;

  private constructor(private socket: Socket) {
    this.#listen();
  }

  /** In the clear, after the greeting. */
  static async connect(port: number): Promise<PopClient> {
    const socket = connect(port, "127.0.0.1");
    await once(socket, "connect");
    const client = new PopClient(socket);
    await client.line();
    return client;
  }

  /** Over implicit TLS, after the greeting. */
  static async connectTls(port: number): Promise<PopClient> {
    const socket = tlsConnect({ port, host: "127.0.0.1", rejectUnauthorized: false });
    await once(socket, "secureConnect");
    const client = new PopClient(socket);
    await client.line();
    return client;
  }

  /** Signed in over implicit TLS. */
  static async signIn(port: number, address: string, password: string): Promise<PopClient> {
    const client = await PopClient.connectTls(port);
    await client.command(`USER ${address}`);
    const answer = await client.command(`PASS ${password}`);
    if (answer.startsWith("+OK")) return client;
    client.drop();
    throw new Error(answer);
  }

  #listen(): void {
    this.socket.on("data", (chunk: Buffer) => {
      this.#received += chunk.toString("latin1");
      this.#wake?.();
    });
    this.socket.on("close", () => {
      this.#isClosed = true;
      this.#wake?.();
    });
    this.socket.on("error", () => {});
  }

  send(line: string): void {
    this.socket.write(`${line}\r\n`);
  }

  /** One status line. */
  async command(line: string): Promise<string> {
    this.send(line);
    return this.line();
  }

  /** A multi-line answer, byte-stuffing undone; the status line first, apart. */
  async listing(line: string): Promise<{ status: string; content: string }> {
    const status = await this.command(line);
    if (!status.startsWith("+OK")) return { status, content: "" };
    let content = "";
    for (;;) {
      const next = await this.line();
      if (next === ".") return { status, content };
      content += `${next.startsWith(".") ? next.slice(1) : next}\r\n`;
    }
  }

  async line(): Promise<string> {
    for (;;) {
      const end = this.#received.indexOf("\r\n");
      if (end >= 0) {
        const line = this.#received.slice(0, end);
        this.#received = this.#received.slice(end + 2);
        return line;
      }
      if (this.#isClosed) throw new Error(`connection closed after "${this.#received}"`);
      await this.#more();
    }
  }

  async quit(): Promise<string> {
    const answer = await this.command("QUIT");
    this.socket.end();
    return answer;
  }

  /** Goes without a word, as a cable that is pulled. */
  drop(): void {
    this.socket.destroy();
  }

  /** Resolves when the server has closed the connection. */
  async closed(): Promise<void> {
    while (!this.#isClosed) await this.#more();
  }

  #more(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
