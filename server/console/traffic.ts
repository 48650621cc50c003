import type { ServerResponse } from "node:http";
import type { Server, Socket } from "node:net";

/** Connections and the answers being given on them, so that a stop lets answers finish and waits for nothing else. */
export class Traffic {
  readonly #connections = new Set<Socket>();
  readonly #answers = new Set<ServerResponse>();
  #onQuiet: (() => void) | undefined;

  /** Gives the server back. */
  watch<Kind extends Server>(server: Kind): Kind {
    server.on("connection", (socket: Socket) => {
      this.#connections.add(socket);
      socket.once("close", () => this.#connections.delete(socket));
    });
    return server;
  }

  add(response: ServerResponse): void {
    this.#answers.add(response);
    response.once("close", () => {
      this.#answers.delete(response);
      if (this.#answers.size === 0) this.#onQuiet?.();
    });
  }

  /** Ends event streams at once, since they have no end of their own; gives other answers `limitMs`; then closes every connection. */
  async end(limitMs: number): Promise<void> {
    for (const answer of this.#answers) {
      if (String(answer.getHeader("content-type")).startsWith("text/event-stream")) answer.destroy();
    }
    await new Promise<void>((resolve) => {
      this.#onQuiet = resolve;
      setTimeout(resolve, limitMs);
      if (this.#answers.size === 0) resolve();
    });
    for (const connection of this.#connections) connection.destroy();
  }
}
