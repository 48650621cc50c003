import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { answerPublic, longestBodyOctets } from "#server/public-web/answer.ts";
import { type PublicAnswer, text } from "#server/public-web/schema.ts";
import type { Store } from "#server/store.ts";

export interface WebEvents {
  readonly answered: (facts: { ip: string; method: string; path: string; status: number }) => void;
  /** Records a bug's error and gives back the incident number that the client is told. */
  readonly incident: (error: unknown) => string;
}

const mostHeaderOctets = 8 * 1024;
const longestLoggedPath = 200;

/** For whatever is answered: nothing of it is a page, and nothing in it may load or be framed. */
const always = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  connection: "close",
};

/** HTTP on connections that somebody else accepts, times and counts. Node's own timeouts need a server that listens. */
export class WebServer {
  readonly #store: Store;
  readonly #events: WebEvents;
  readonly #http: Server;
  /** By the stream that HTTP is spoken on. */
  readonly #clients = new WeakMap<Socket, { readonly socket: Socket; readonly address: string }>();
  readonly #answering = new WeakSet<Socket>();

  constructor(store: Store, events: WebEvents) {
    this.#store = store;
    this.#events = events;
    this.#http = createServer({ maxHeaderSize: mostHeaderOctets, insecureHTTPParser: false }, (request, response) => {
      void this.#receive(request, response);
    });
    this.#http.maxRequestsPerSocket = 1;
  }

  /** `stream` is `socket` itself, or TLS over it. */
  take(stream: Socket, socket: Socket, address: string): void {
    this.#clients.set(stream, { socket, address });
    this.#http.emit("connection", stream);
    // Paused where a PROXY header came first.
    if (stream.isPaused()) stream.resume();
  }

  isAnswering(socket: Socket): boolean {
    return this.#answering.has(socket);
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const client = this.#clients.get(request.socket);
    if (client === undefined) return void request.socket.destroy();
    this.#answering.add(client.socket);
    request.on("error", () => {});
    const { method = "", url = "" } = request;
    const answer = await this.#answer(request).catch((error: unknown) =>
      text(500, `Something went wrong on our side: incident ${this.#events.incident(error)}.\n`),
    );
    if (answer === null) return void request.socket.destroy();
    const path = url.slice(0, longestLoggedPath);
    this.#events.answered({ ip: client.address, method, path, status: answer.status });
    const body = Buffer.from(answer.body);
    response.writeHead(answer.status, { ...always, ...answer.headers, "content-length": body.length });
    response.end(method === "HEAD" ? undefined : body);
  }

  /** Null: the client left in the middle of its request. */
  async #answer(request: IncomingMessage): Promise<PublicAnswer | null> {
    const { method = "", url = "", headers } = request;
    // An absolute address may stand here (RFC 9112 §3.2.2); "//" would be read as a host.
    const asked = url.startsWith("/") ? `http://localhost/${url.replace(/^\/+/, "")}` : url;
    const path = URL.canParse(asked) ? decoded(new URL(asked).pathname) : null;
    if (path === null) return text(400, "This address is spelled wrongly.\n");
    const body = method === "POST" ? await bodyOf(request) : "";
    if (body === null) return null;
    if (body === "too-large") return text(413, `A request here has at most ${longestBodyOctets} octets.\n`);
    const host = (headers.host ?? "").toLowerCase().replace(/:\d*$/, "").replace(/\.$/, "");
    return answerPublic(this.#store, { method, path, query: new URL(asked).searchParams, host, body });
  }
}

function decoded(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
}

async function bodyOf(request: IncomingMessage): Promise<string | "too-large" | null> {
  if (Number(request.headers["content-length"] ?? 0) > longestBodyOctets) return "too-large";
  const pieces: Buffer[] = [];
  let octets = 0;
  try {
    for await (const piece of request as AsyncIterable<Buffer>) {
      octets += piece.length;
      if (octets > longestBodyOctets) return "too-large";
      pieces.push(piece);
    }
  } catch {
    return null;
  }
  return Buffer.concat(pieces).toString("utf8");
}
