import { explainConnection } from "./explain-failure.ts";
import { LineClient, type Place } from "./line-client.ts";
import type { ConversationLine, TrialFailure } from "./schema.ts";

const longestListing = 8;

/** An answer that refuses, with the line that was heard. */
export class Refused extends Error {
  constructor(
    readonly command: string,
    readonly answer: string,
  ) {
    super(answer);
  }
}

/** A client of POP3 or LMTP whose every line is written down, but for secrets. */
export class SpokenClient {
  readonly lines: ConversationLine[] = [];
  readonly #client: LineClient;
  readonly #protocol: "pop3" | "lmtp";

  private constructor(client: LineClient, protocol: "pop3" | "lmtp") {
    this.#client = client;
    this.#protocol = protocol;
  }

  /** With TLS from the first octet where `serverName` is given. */
  static async open(place: Place, protocol: "pop3" | "lmtp", serverName?: string): Promise<SpokenClient> {
    return new SpokenClient(await LineClient.open(place, serverName), protocol);
  }

  get tls() {
    return this.#client.tls;
  }

  note(text: string): void {
    this.lines.push({ from: "note", text });
  }

  async secure(serverName: string): Promise<void> {
    await this.#client.secure(serverName);
  }

  /** The greeting, or another answer that was not asked for. Throws Refused. */
  async answer(command = "The greeting"): Promise<string> {
    for (;;) {
      const line = await this.#client.receive();
      this.lines.push({ from: "S", text: line });
      if (this.#protocol === "lmtp" && /^\d{3}-/.test(line)) continue;
      const isGood = this.#protocol === "pop3" ? line.startsWith("+OK") : /^[23]\d\d /.test(line);
      if (!isGood) throw new Refused(command, line);
      return line;
    }
  }

  /** The first line of the answer. `shown`: instead of a command that holds a secret. Throws Refused. */
  async ask(command: string, shown = command): Promise<string> {
    this.#client.send(command);
    this.lines.push({ from: "C", text: shown });
    return this.answer(shown.split(" ")[0]);
  }

  /** The lines of a multi-line answer, byte-stuffing undone; shown up to the eighth. */
  async listing(command: string): Promise<string[]> {
    await this.ask(command);
    const lines: string[] = [];
    for (;;) {
      const line = await this.#client.receive();
      if (line === ".") break;
      lines.push(line.startsWith(".") ? line.slice(1) : line);
      if (lines.length <= longestListing) this.lines.push({ from: "S", text: line });
    }
    if (lines.length > longestListing) this.note(`… and ${lines.length - longestListing} more lines`);
    this.lines.push({ from: "S", text: "." });
    return lines;
  }

  /** Content of a message, CRLF line ends, byte-stuffed here; then the dot. */
  async data(content: string): Promise<string> {
    for (const line of content.replace(/\r\n$/, "").split("\r\n")) {
      this.#client.send(line.startsWith(".") ? `.${line}` : line);
    }
    this.note(`${Buffer.byteLength(content)} octets of a test message`);
    this.#client.send(".");
    this.lines.push({ from: "C", text: "." });
    return this.answer("DATA");
  }

  close(): void {
    this.#client.close();
  }
}

/** Why a conversation came to nothing, in sentences. */
export function explainTrial(error: unknown, place: Place): TrialFailure {
  if (!(error instanceof Refused)) return explainConnection(error, place);
  return { what: `${error.command} was refused: ${error.answer}`, why: "", remedy: "See what the answer says." };
}
