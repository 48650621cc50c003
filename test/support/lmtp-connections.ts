import type { Socket } from "node:net";
import { LmtpConnection, type LmtpConnectionOptions } from "#pop3d/lmtp/connection.ts";

/** LMTP connections of one test server, and their end. */
export class LmtpConnections {
  readonly #open = new Set<LmtpConnection>();
  #whenEmpty: (() => void)[] = [];

  constructor(private readonly options: Omit<LmtpConnectionOptions, "socket" | "id" | "onEnd">) {}

  get count(): number {
    return this.#open.size;
  }

  accept(socket: Socket, id: string): void {
    const connection: LmtpConnection = new LmtpConnection({
      ...this.options,
      socket,
      id,
      onEnd: () => {
        this.#open.delete(connection);
        if (this.#open.size === 0) for (const resolve of this.#whenEmpty.splice(0)) resolve();
      },
    });
    this.#open.add(connection);
  }

  /** Ends every connection; resolves when the last is closed. */
  async end(): Promise<void> {
    for (const connection of this.#open) connection.end();
    if (this.#open.size > 0) await new Promise<void>((resolve) => this.#whenEmpty.push(resolve));
  }
}
