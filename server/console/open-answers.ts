import type { ServerResponse } from "node:http";

/** The answers being given, so that a stop can end the endless ones (event streams) and let the others finish. */
export class OpenAnswers {
  readonly #open = new Set<ServerResponse>();

  add(response: ServerResponse): void {
    this.#open.add(response);
    response.once("close", () => this.#open.delete(response));
  }

  endStreams(): void {
    for (const response of this.#open) {
      if (String(response.getHeader("content-type")).startsWith("text/event-stream")) response.destroy();
    }
  }
}
