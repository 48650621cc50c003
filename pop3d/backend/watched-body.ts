import type { Body } from "../session/backend.ts";

/** A body read in pieces, whose damage may show only at its end. */
export class WatchedBody implements Body {
  constructor(
    private readonly body: Body,
    private readonly onTrouble: (error: unknown) => Promise<void>,
  ) {}

  read(): Uint8Array | null | Promise<Uint8Array | null> {
    const piece = this.body.read();
    return piece instanceof Promise ? this.#watch(piece) : piece;
  }

  close(): void {
    this.body.close();
  }

  async #watch(piece: Promise<Uint8Array | null>): Promise<Uint8Array | null> {
    try {
      return await piece;
    } catch (error) {
      await this.onTrouble(error).catch(() => {}); // the session reports why it ends
      throw error;
    }
  }
}
