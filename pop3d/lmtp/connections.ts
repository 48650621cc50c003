import type { Socket } from "node:net";
import { LmtpConnection, type LmtpConnectionOptions } from "./connection.ts";
import { defaultLmtpLimits } from "./limits.ts";

export type LmtpConnectionsOptions = Omit<LmtpConnectionOptions, "socket" | "id" | "onEnd">;

/** The LMTP connections of one process, over all its listeners: how many there may be, and their end. */
export class LmtpConnections {
  readonly #open = new Set<LmtpConnection>();
  #whenEmpty: (() => void)[] = [];

  constructor(private readonly options: LmtpConnectionsOptions) {}

  get count(): number {
    return this.#open.size;
  }

  /** Serves the socket, or says 421 where there are too many. */
  accept(socket: Socket, id: string): void {
    const { maxConnections } = this.options.limits ?? defaultLmtpLimits;
    if (this.#open.size >= maxConnections) {
      socket.on("error", () => {});
      socket.end(
        `421 4.3.2 ${this.options.hostname()} has ${maxConnections} connections open; try again in a moment\r\n`,
      );
      socket.resume();
      return;
    }
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

  /** Ends every connection; resolves when the last is closed. Deliveries under way are answered first. */
  async end(): Promise<void> {
    for (const connection of this.#open) connection.end();
    if (this.#open.size > 0) await new Promise<void>((resolve) => this.#whenEmpty.push(resolve));
  }
}
