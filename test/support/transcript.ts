import { DEFAULT_PASSWORD, FIRST_CLIENT, type Transcript } from "./parse-transcript.ts";
import { expandBase64, latin1, octetsOf } from "./transcript-text.ts";

/**
 * Transcripts: conversations as text files, played against a world that serves POP3.
 *
 *   # name.pop3 — RFC 1939 §5: what it shows
 *   GIVEN maildrop "ann" with 3 messages of 120, 200 and 300 octets, signed in
 *   C: DELE 1                     a line to the server; base64(…) is encoded, with \0 for NUL
 *   S: +OK message 1 deleted      the next line from it; … stands for anything, {a} for the same text each time
 *   RAW: NO\0OP\n                 octets as they are, with \r \n \t \0 \\ and \xHH
 *   TLS  DROP  CLOSED             the client shakes hands; it hangs up; the server has hung up
 *
 * C2:, S2:, RAW2:, TLS2 … are a second client. A client connects when it first says or hears something, and again after
 * DROP or CLOSED. The greeting is a line like any other, except that "signed in" has read it already.
 */
export { parseTranscript, type Transcript } from "./parse-transcript.ts";

/** What a world can be told to be like. */
export type Condition =
  | { readonly kind: "account"; readonly account: string; readonly password: string }
  /** Delivered at this moment, in wire form; its last line may lack its end. */
  | { readonly kind: "message"; readonly account: string; readonly wire: Uint8Array }
  /** For the connections made from now on. */
  | { readonly kind: "listener"; readonly tls: "none" | "starttls" | "implicit" }
  | { readonly kind: "cleartext sign-in"; readonly allowed: "never" | "always" }
  /** From here on, until the transcript's end. */
  | { readonly kind: "setting"; readonly name: string; readonly value: unknown }
  | { readonly kind: "lost body"; readonly account: string; readonly number: number }
  | { readonly kind: "failing UPDATE" };

export interface WorldConnection {
  send(octets: Uint8Array): Promise<void>;
  /** A line without CRLF, one character per octet; null once the server has closed. */
  readLine(): Promise<string | null>;
  startTls(): Promise<void>;
  /** Hangs up; done when the server has noticed. */
  drop(): Promise<void>;
}

/** Something that serves POP3. At first: a listener without TLS, cleartext sign-in allowed to its clients, no accounts. */
export interface World {
  given(condition: Condition): Promise<void>;
  connect(): Promise<WorldConnection>;
}

/** Throws with the transcript's line number at the first thing that is not as written. */
export async function playTranscript(transcript: Transcript, world: World): Promise<void> {
  const player = new Player(world);
  for (const step of transcript.steps) {
    try {
      await player.play(step);
    } catch (error) {
      throw new Error(`line ${step.line} of ${transcript.title}: ${error instanceof Error ? error.message : error}`);
    }
  }
  await player.dropAll();
}

class Player {
  readonly #world: World;
  readonly #connections = new Map<string, WorldConnection>();
  readonly #captured = new Map<string, string>();

  constructor(world: World) {
    this.#world = world;
  }

  async play(step: Transcript["steps"][number]): Promise<void> {
    switch (step.do) {
      case "given":
        return this.#world.given(step.condition);
      case "sign in":
        return this.#signIn(step.account);
      case "send":
        return (await this.#client(step.client)).send(step.octets);
      case "expect":
        return this.#expect(step.pattern, await (await this.#client(step.client)).readLine());
      case "TLS":
        return (await this.#client(step.client)).startTls();
      case "DROP":
        await (await this.#client(step.client)).drop();
        this.#connections.delete(step.client);
        return;
      case "CLOSED": {
        const line = await (await this.#client(step.client)).readLine();
        if (line !== null) throw new Error(`expected the server to hang up, but it said "${line}"`);
        await this.#connections.get(step.client)?.drop();
        this.#connections.delete(step.client);
      }
    }
  }

  async dropAll(): Promise<void> {
    for (const connection of this.#connections.values()) await connection.drop();
  }

  async #client(name: string): Promise<WorldConnection> {
    const connection = this.#connections.get(name) ?? (await this.#world.connect());
    this.#connections.set(name, connection);
    return connection;
  }

  async #signIn(account: string): Promise<void> {
    const client = await this.#client(FIRST_CLIENT);
    this.#expect("+OK …", await client.readLine());
    for (const command of [`USER ${account}`, `PASS ${DEFAULT_PASSWORD}`]) {
      await client.send(octetsOf(`${command}\r\n`));
      this.#expect("+OK …", await client.readLine());
    }
  }

  #expect(pattern: string, line: string | null): void {
    if (line === null) throw new Error(`expected "${pattern}", but the server has hung up`);
    const names: string[] = [];
    const source = expandBase64(pattern).replace(/…|\{\w+\}|[^…{]+|\{/g, (part) => {
      if (part === "…") return ".*";
      const isName = part.length > 1 && part.startsWith("{");
      if (!isName || this.#captured.has(part)) return escapePattern(this.#captured.get(part) ?? latin1(octetsOf(part)));
      names.push(part);
      return "(.+)";
    });
    const found = new RegExp(`^${source}$`, "s").exec(line);
    if (found === null) throw new Error(`expected "${pattern}", got "${line}"`);
    names.forEach((name, at) => {
      this.#captured.set(name, found[at + 1] as string);
    });
  }
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
