import { newSessionId } from "#server/session/session-id.ts";
import { LineReader } from "#pop3d/protocol/line-reader.ts";
import { plainCleartext, type SessionPolicy, sessionPolicyOf } from "#pop3d/session/policy.ts";
import type { Reply } from "#pop3d/session/reply.ts";
import { Pop3Session } from "#pop3d/session/session.ts";
import { defaultSettings } from "#server/setting/schema.ts";
import type { Split } from "./in-chunks.ts";
import { MemoryBackend } from "./memory-backend.ts";
import type { Condition, World, WorldConnection } from "./transcript.ts";
import { latin1, octetsOf } from "./transcript-text.ts";

/**
 * Sessions on the memory backend, joined to the player without a socket. `split` cuts what clients send as a network
 * might.
 */
export class MemoryWorld implements World {
  readonly backend = new MemoryBackend();
  readonly incidents: unknown[] = [];
  readonly connections: MemoryConnection[] = [];
  readonly #split: Split;
  #settings = { ...defaultSettings, hostname: "mail.example" };
  policy: SessionPolicy = sessionPolicyOf(this.#settings, { tls: "none", cleartext: plainCleartext.loopback }, true);

  constructor(split: Split = (octets) => [octets]) {
    this.#split = split;
  }

  async given(condition: Condition): Promise<void> {
    switch (condition.kind) {
      case "account":
        return this.backend.addAccount(condition.account, condition.password);
      case "message":
        return this.backend.deliver(condition.account, whole(condition.wire));
      case "setting":
        return this.#set(condition.name, condition.value);
      case "listener":
        this.policy = { ...this.policy, tls: condition.tls };
        return;
      case "cleartext sign-in":
        this.policy = { ...this.policy, cleartext: plainCleartext[condition.allowed] };
        return;
      case "lost body":
        return this.backend.loseBody(condition.account, condition.number);
      case "failing UPDATE":
        this.backend.updateRefusal = { refused: "SYS/TEMP", text: "nothing was removed; try again later" };
    }
  }

  #set(name: string, value: unknown): void {
    this.#settings = { ...this.#settings, [name]: value };
    this.policy = sessionPolicyOf(this.#settings, this.policy, this.policy.hasCertificate);
    this.backend.issuerIsAway = this.#settings.oidcIssuer !== null;
    this.backend.hasLoginDelay = this.#settings.loginDelaySeconds !== null;
  }

  async connect(): Promise<MemoryConnection> {
    const connection = new MemoryConnection(this, newSessionId(new Date()), this.#split);
    this.connections.push(connection);
    await connection.open();
    return connection;
  }
}

/** A delivery ends the last line where the sender has not. */
function whole(wire: Uint8Array): Uint8Array {
  return wire[wire.length - 1] === 0x0a ? wire : Buffer.concat([wire, octetsOf("\r\n")]);
}

/** What pop3d/net does, less the network: one command at a time, effects after the reply. */
export class MemoryConnection implements WorldConnection {
  readonly id: string;
  readonly session: Pop3Session;
  readonly replies: Reply[] = [];
  readonly #reader = new LineReader();
  readonly #split: Split;
  #tlsVersion: string | null;
  #said = "";
  #state: "open" | "shaking hands" | "closed" = "open";
  #now = 0;

  constructor(world: MemoryWorld, id: string, split: Split) {
    this.id = id;
    this.#split = split;
    this.#tlsVersion = world.policy.tls === "implicit" ? "TLSv1.3" : null;
    this.session = new Pop3Session({
      id,
      backend: world.backend,
      policy: () => world.policy,
      peer: () => ({
        remoteAddress: "127.0.0.1",
        isLoopback: true,
        listenerId: null,
        tlsVersion: this.#tlsVersion,
        channelBinding: (type) => (this.#tlsVersion === null ? null : octetsOf(`${type} of ${id}`)),
      }),
      trace: null,
      onIncident: (error) => `${world.incidents.push(error)}`,
    });
  }

  /** Everything said and not yet read. */
  get unread(): string {
    return this.#said;
  }

  async open(): Promise<void> {
    await this.#perform(this.session.greeting());
  }

  async send(octets: Uint8Array): Promise<void> {
    for (const chunk of this.#split(octets)) {
      if (this.#state !== "open") return;
      this.#reader.push(chunk);
      await this.#answerLines();
    }
  }

  async readLine(): Promise<string | null> {
    const end = this.#said.indexOf("\r\n");
    if (end === -1) {
      if (this.#state === "closed" && this.#said === "") return null;
      throw new Error(`the server is silent${this.#said === "" ? "" : ` after "${this.#said}"`}`);
    }
    const line = this.#said.slice(0, end);
    this.#said = this.#said.slice(end + 2);
    return line;
  }

  async startTls(): Promise<void> {
    if (this.#state !== "shaking hands") throw new Error("the server expects no handshake");
    this.#state = "open";
    this.#tlsVersion = "TLSv1.3";
    this.session.tlsStarted();
  }

  async drop(): Promise<void> {
    this.#state = "closed";
    await this.session.end();
  }

  async #answerLines(): Promise<void> {
    while (this.#state === "open") {
      const line = this.#reader.next(this.session.maxLineOctets);
      if (line === null) return;
      this.#now += 1;
      const reply =
        line === "too-long" ? this.session.handleTooLongLine(this.#now) : this.session.handleLine(line, this.#now);
      await this.#perform(await reply);
    }
  }

  async #perform(reply: Reply): Promise<void> {
    this.replies.push(reply);
    const parts = reply.parts instanceof Uint8Array ? [reply.parts] : reply.parts;
    for await (const part of parts) this.#said += latin1(part);
    reply.written?.();
    if (reply.afterwards === "start-tls") {
      this.#reader.clear();
      this.#state = "shaking hands";
    }
    if (reply.afterwards === "close") await this.drop();
  }
}
