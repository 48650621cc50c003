import { once } from "node:events";
import { connect, type NetConnectOpts, type Socket } from "node:net";

/** A bare LMTP client that sends what it is told, octet for octet. */
export class LmtpClient {
  #received = "";
  #wake: (() => void) | undefined;
  #isClosed = false;

  private constructor(private readonly socket: Socket) {
    socket.setEncoding("latin1");
    socket.on("data", (text: string) => {
      this.#received += text;
      this.#wake?.();
    });
    socket.on("close", () => {
      this.#isClosed = true;
      this.#wake?.();
    });
    socket.on("error", () => {});
  }

  /** Connects, hears the greeting and says LHLO. */
  static async open(where: NetConnectOpts): Promise<LmtpClient> {
    const socket = connect(where);
    await once(socket, "connect");
    const client = new LmtpClient(socket);
    await client.reply();
    await client.command("LHLO client.test");
    return client;
  }

  /** One whole reply, its lines joined with a line feed. */
  async reply(): Promise<string> {
    const lines: string[] = [];
    for (;;) {
      const end = this.#received.indexOf("\r\n");
      if (end >= 0) {
        const line = this.#received.slice(0, end);
        this.#received = this.#received.slice(end + 2);
        lines.push(line);
        if (line[3] !== "-") return lines.join("\n");
      } else if (this.#isClosed) {
        throw new Error(`connection closed after: ${lines.join("\n")}${this.#received}`);
      } else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }

  command(line: string): Promise<string> {
    this.socket.write(`${line}\r\n`);
    return this.reply();
  }

  /** One transaction; gives the answer for each recipient, of RCPT where that was refused and else of the data. */
  async send(recipients: readonly string[], content: Buffer, sender = "sender@example.net"): Promise<string[]> {
    await this.command(`MAIL FROM:<${sender}>`);
    const answers: string[] = [];
    for (const recipient of recipients) answers.push(await this.command(`RCPT TO:<${recipient}>`));
    const accepted = answers.flatMap((answer, index) => (answer.startsWith("2") ? [index] : []));
    if (accepted.length === 0) {
      await this.command("RSET");
      return answers;
    }
    await this.command("DATA");
    this.socket.write(stuffed(content));
    for (const index of accepted) answers[index] = await this.reply();
    return answers;
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    await this.command("QUIT");
    this.socket.end();
  }
}

/** Content as DATA carries it: dots doubled at line starts, ended by CRLF.CRLF (RFC 5321 §4.5.2). */
function stuffed(content: Buffer): Buffer {
  const text = content.toString("latin1");
  const end = text.endsWith("\r\n") || text === "" ? ".\r\n" : "\r\n.\r\n";
  return Buffer.from(text.replace(/(^|\r\n)\./g, "$1..") + end, "latin1");
}
