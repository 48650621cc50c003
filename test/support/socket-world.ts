import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { connect as startTls } from "node:tls";
import { deleteAccount } from "#server/account/delete-account.ts";
import type { Actor } from "#server/audit/append-audit.ts";
import { readControl } from "#server/control/read-control.ts";
import { hashPassword } from "#server/credential/password.ts";
import { Deliverer } from "#server/delivery/deliverer.ts";
import { WireForm } from "#server/delivery/wire-form.ts";
import { createDomain } from "#server/domain/create-domain.ts";
import { createListener } from "#server/listener/create-listener.ts";
import { readListeners } from "#server/listener/read.ts";
import { updateListener } from "#server/listener/update-listener.ts";
import { readDaemonState } from "#server/node/read-daemon-state.ts";
import { changeSettings } from "#server/setting/change-settings.ts";
import { defaultSettings, type Settings } from "#server/setting/schema.ts";
import type { Store } from "#server/store.ts";
import { eventually } from "./eventually.ts";
import { loseBody } from "./lose-body.ts";
import type { Condition, World, WorldConnection } from "./transcript.ts";

const actor: Actor = { kind: "command-line", name: "test", remoteAddress: null };
const tlsModes = ["none", "starttls", "implicit"] as const;
type TlsMode = (typeof tlsModes)[number];

/** A daemon that runs on `store`, spoken to through its sockets. Accounts are those of the domain example.org. */
export class SocketWorld implements World {
  #tls: TlsMode = "none";
  readonly #changed = new Set<keyof Settings>();

  private constructor(
    private readonly store: Store,
    private readonly deliverer: Deliverer,
    private readonly domainId: number,
    private readonly ports: Readonly<Record<TlsMode, number>>,
  ) {}

  /** Once a store: the domain, and one listener of each kind. */
  static async prepare(store: Store): Promise<SocketWorld> {
    const { id } = await createDomain(store, { name: "example.org" }, actor);
    await changeSettings(store, { defaultDomain: "example.org" }, actor);
    for (const tls of tlsModes) {
      await createListener(
        store,
        { kind: "pop3", name: `transcript ${tls}`, address: "127.0.0.1", port: 0, tls },
        actor,
      );
    }
    const ports = await eventually(async () => {
      const bound = new Map((await readListeners(store)).map(({ name, facts }) => [name, facts[0]?.boundPort ?? 0]));
      const [none = 0, starttls = 0, implicit = 0] = tlsModes.map((tls) => bound.get(`transcript ${tls}`));
      return none && starttls && implicit ? { none, starttls, implicit } : null;
    });
    return new SocketWorld(store, new Deliverer(store), id, ports);
  }

  /** Forgets what the transcript before was given. */
  async clear(): Promise<void> {
    this.#tls = "none";
    for (const { id } of await this.store.db.account.findMany({ where: { deletedAt: null }, select: { id: true } })) {
      await deleteAccount(this.store, { id }, actor);
    }
    await this.#restoreSettings();
    await this.#allowCleartext("loopback");
  }

  async given(condition: Condition): Promise<void> {
    const { store } = this;
    switch (condition.kind) {
      case "account":
        await this.#setAccount(condition.account, await hashPassword(condition.password));
        return;
      case "message": {
        const form = new WireForm({ spoolDirectory: store.environment.dataDirectory });
        await form.push(condition.wire);
        const message = await form.finish();
        await this.deliverer.deliver({
          recipient: await this.#account(condition.account),
          prefix: new Uint8Array(),
          message,
        });
        return message.discard();
      }
      case "listener":
        this.#tls = condition.tls;
        return;
      case "cleartext sign-in":
        return this.#allowCleartext(condition.allowed);
      case "setting":
        await changeSettings(store, { [condition.name]: condition.value }, actor);
        this.#changed.add(condition.name as keyof Settings);
        return this.#untilObeyed();
      case "lost body": {
        const { accountId } = await this.#account(condition.account);
        const rows = await store.db.message.findMany({ where: { accountId }, orderBy: { sequence: "asc" } });
        return loseBody(store, rows[condition.number - 1]?.bodyPlace ?? "");
      }
      case "failing UPDATE":
        // What makes an UPDATE fail for good reason: the lock is no longer this session's.
        await store.relaxed.maildropLock.deleteMany();
    }
  }

  async connect(): Promise<WorldConnection> {
    const port = this.ports[this.#tls];
    const socket = connect(port, "127.0.0.1");
    await once(socket, "connect");
    const { localPort = 0 } = socket;
    const connection = new SocketConnection(socket, () => this.#hasEnded(localPort));
    if (this.#tls === "implicit") await connection.startTls();
    return connection;
  }

  /** Done when the daemon has written that the session from this port is over: by then its lock is free. */
  async #hasEnded(remotePort: number): Promise<void> {
    await eventually(async () => {
      const session = await this.store.db.session.findFirst({ where: { remotePort }, orderBy: { startedAt: "desc" } });
      return session?.endedAt;
    });
  }

  async #setAccount(localPart: string, passwordHash: string): Promise<void> {
    const address = `${localPart}@example.org`;
    const { domainId } = this;
    await this.store.db.account.upsert({
      where: { address },
      create: { domainId, localPart, address, passwordHash },
      update: { passwordHash },
    });
  }

  async #account(name: string): Promise<{ accountId: number; address: string }> {
    const found = await this.store.db.account.findUniqueOrThrow({ where: { address: `${name}@example.org` } });
    return { accountId: found.id, address: found.address };
  }

  async #allowCleartext(allowed: "never" | "loopback" | "always"): Promise<void> {
    for (const { id, name, cleartextSignIn } of await readListeners(this.store)) {
      if (!name.startsWith("transcript") || cleartextSignIn === allowed) continue;
      await updateListener(this.store, { id, cleartextSignIn: allowed }, actor);
    }
    await this.#untilObeyed();
  }

  /** What settings were before the transcript. */
  async #restoreSettings(): Promise<void> {
    if (this.#changed.size === 0) return;
    const before = Object.entries(defaultSettings).filter(([name]) => this.#changed.has(name as keyof Settings));
    await changeSettings(this.store, Object.fromEntries(before), actor);
    this.#changed.clear();
  }

  async #untilObeyed(): Promise<void> {
    const { generation } = await readControl(this.store.db);
    await eventually(async () => ((await readDaemonState(this.store))?.observedGeneration ?? 0) >= generation);
  }
}

class SocketConnection implements WorldConnection {
  #received = "";
  #isEnded = false;
  #wake: (() => void) | undefined;

  constructor(
    private socket: Socket,
    private readonly whenGone: () => Promise<void>,
  ) {
    this.#listen();
  }

  async send(octets: Uint8Array): Promise<void> {
    this.socket.write(octets);
  }

  async readLine(): Promise<string | null> {
    for (;;) {
      const end = this.#received.indexOf("\r\n");
      if (end >= 0) {
        const line = this.#received.slice(0, end);
        this.#received = this.#received.slice(end + 2);
        return line;
      }
      if (this.#isEnded) return null;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async startTls(): Promise<void> {
    const plain = this.socket;
    plain.removeAllListeners();
    const secure = startTls({ socket: plain, rejectUnauthorized: false, ALPNProtocols: ["pop3"] });
    await once(secure, "secureConnect");
    this.socket = secure;
    this.#listen();
  }

  async drop(): Promise<void> {
    this.socket.destroy();
    await this.whenGone();
  }

  #listen(): void {
    this.socket.on("data", (chunk: Buffer) => {
      this.#received += chunk.toString("latin1");
      this.#wake?.();
    });
    const end = () => {
      this.#isEnded = true;
      this.#wake?.();
    };
    this.socket.on("end", end);
    this.socket.on("close", end);
    this.socket.on("error", end);
  }
}
