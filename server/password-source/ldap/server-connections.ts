import { good, SourceAway, type Trace, untraced } from "../question.ts";
import type { LdapConnection } from "./connection.ts";

/** Longer unused ones may be gone without anybody having said so, and servers do not like them. */
const idleMs = 60_000;
const mostIdle = 4;

interface Idle {
  readonly connection: LdapConnection;
  readonly sinceMs: number;
}

/**
 * Connections to one server, kept between questions: one for all searches, on which who searches is bound, and some for binds of persons,
 * each used by one question at a time, for a bind changes who everybody on a connection is.
 */
export class ServerConnections {
  readonly #open: (trace: Trace) => Promise<LdapConnection>;
  readonly #monotonicMs: () => number;
  #idle: Idle[] = [];
  #shared: Promise<LdapConnection> | null = null;
  /** What it resolved to. */
  #current: LdapConnection | null = null;
  #sharedUsedMs = 0;
  #isClosed = false;

  constructor(open: (trace: Trace) => Promise<LdapConnection>, monotonicMs: () => number) {
    this.#open = open;
    this.#monotonicMs = monotonicMs;
  }

  /** With a connection that nobody else uses meanwhile. One that was kept may be gone: then with a new one. */
  async exclusive<T>(trace: Trace, work: (connection: LdapConnection) => Promise<T>): Promise<T> {
    const kept = this.#takeIdle();
    if (kept !== null) {
      try {
        return await this.#use(kept, work);
      } catch (error) {
        if (!(error instanceof SourceAway)) throw error;
      }
    }
    return this.#use(await this.#openAnother(trace), work);
  }

  /** With the one connection for searches; `prepare` is done once on it. */
  async shared<T>(
    trace: Trace,
    prepare: (connection: LdapConnection) => Promise<void>,
    work: (connection: LdapConnection) => Promise<T>,
  ): Promise<T> {
    const kept = await this.#keptShared();
    if (kept !== null) {
      try {
        return await work(kept);
      } catch (error) {
        if (!(error instanceof SourceAway)) throw error;
        this.#drop(kept);
      }
    }
    this.#shared ??= this.#openShared(trace, prepare);
    const opening = this.#shared;
    const connection = await opening.catch((error: unknown) => {
      if (this.#shared === opening) this.#shared = null;
      throw error;
    });
    this.#sharedUsedMs = this.#monotonicMs();
    try {
      return await work(connection);
    } catch (error) {
      this.#drop(connection);
      throw error;
    }
  }

  close(): void {
    this.#isClosed = true;
    for (const { connection } of this.#idle) connection.close();
    this.#idle = [];
    void this.#shared?.then((connection) => connection.close()).catch(() => {});
    this.#shared = null;
  }

  /** Beside the one for searches the same steps need not be told again. */
  #openAnother(trace: Trace): Promise<LdapConnection> {
    if (this.#current?.isOpen !== true) return this.#open(trace);
    return trace.step(
      "Open a second connection, for the person",
      () => this.#open(untraced),
      () => good("As before."),
    );
  }

  async #use<T>(connection: LdapConnection, work: (connection: LdapConnection) => Promise<T>): Promise<T> {
    try {
      const result = await work(connection);
      this.#keep(connection);
      return result;
    } catch (error) {
      connection.close();
      throw error;
    }
  }

  #keep(connection: LdapConnection): void {
    if (this.#isClosed || this.#idle.length >= mostIdle || !connection.isOpen) connection.close();
    else this.#idle.push({ connection, sinceMs: this.#monotonicMs() });
  }

  /** The one used last. */
  #takeIdle(): LdapConnection | null {
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop()) {
      const { connection, sinceMs } = idle;
      if (connection.isOpen && this.#monotonicMs() - sinceMs < idleMs) return connection;
      connection.close();
    }
    return null;
  }

  async #openShared(trace: Trace, prepare: (connection: LdapConnection) => Promise<void>): Promise<LdapConnection> {
    const connection = await this.#open(trace);
    try {
      await prepare(connection);
    } catch (error) {
      connection.close();
      throw error;
    }
    if (this.#isClosed) connection.close();
    this.#current = connection;
    return connection;
  }

  /** Null where there is none yet, or none that may be trusted to be open. */
  async #keptShared(): Promise<LdapConnection | null> {
    const connection = await this.#shared?.catch(() => null);
    if (!connection) return null;
    const isFresh = this.#monotonicMs() - this.#sharedUsedMs < idleMs;
    if (connection.isOpen && isFresh) {
      this.#sharedUsedMs = this.#monotonicMs();
      return connection;
    }
    this.#drop(connection);
    return null;
  }

  #drop(connection: LdapConnection): void {
    connection.close();
    // Another question may have opened a new one meanwhile.
    if (this.#current === connection) this.#shared = null;
  }
}
