import { once } from "node:events";
import { createServer as createHttpServer, type IncomingHttpHeaders, type Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** An HTTP server on loopback that keeps what it is sent, and answers as it is told. */
export class WebReceiver {
  readonly received: Received[] = [];
  /** What it answers: status, headers, text. "hang": nothing. */
  answer: { status: number; headers?: Record<string, string>; text?: string } | "hang" = { status: 200, text: "ok" };
  readonly #server: HttpServer;

  private constructor(server: HttpServer) {
    this.#server = server;
  }

  static async open(): Promise<WebReceiver> {
    const server = createHttpServer((request, response) => {
      const pieces: Buffer[] = [];
      request.on("data", (piece: Buffer) => pieces.push(piece));
      request.on("end", () => {
        const { url: path = "", headers } = request;
        receiver.received.push({ path, headers, body: Buffer.concat(pieces).toString("utf8") });
        if (receiver.answer === "hang") return;
        const { status, headers: own = {}, text = "" } = receiver.answer;
        response.writeHead(status, own).end(text);
      });
    });
    const receiver = new WebReceiver(server);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
