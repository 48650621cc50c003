import type { IncomingMessage, ServerResponse } from "node:http";
import { type MayRead, mayReadMetrics } from "../metric/may-read.ts";
import { expositionType } from "../metric/exposition.ts";
import { readExposition } from "../metric/read-exposition.ts";
import type { Store } from "../store.ts";

/** However many ask: it is read no more often than that. */
const freshMs = 1_000;
const text = "text/plain; charset=utf-8";

const refusals: Readonly<Record<Exclude<MayRead, "yes">, readonly [status: number, sentence: string]>> = {
  off: [404, "Metrics are not served here. The page Metrics of the console switches them on."],
  "not-from-there": [403, "Metrics are not served to this address."],
  "token-wanted": [401, "Show the token: Authorization: Bearer …"],
};

/** Serves /metrics to monitoring systems, beside the pages: they have no administrator's sign-in. */
export class MetricsDoor {
  readonly #store: Store;
  #answer: { readonly text: Promise<string>; readonly atMs: number } | null = null;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Whether this request is for it. */
  isFor({ url = "" }: IncomingMessage): boolean {
    return url === "/metrics" || url.startsWith("/metrics?");
  }

  /** To be asked before headers are replaced: one that names another client tells that somebody is in between. */
  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, headers, socket } = request;
    if (method !== "GET" && method !== "HEAD") {
      response.writeHead(405, { allow: "GET, HEAD", "content-type": text });
      return void response.end("Metrics are read with GET.\n");
    }
    const remoteAddress = socket.remoteAddress ?? "";
    const isRelayed = ["forwarded", "via", "x-forwarded-for", "x-real-ip"].some((name) => headers[name] !== undefined);
    const isThisMachine = !isRelayed && /^(?:::ffff:)?127\.|^::1$/.test(remoteAddress);
    const { authorization } = headers;
    const answer = await mayReadMetrics(this.#store, { remoteAddress, isThisMachine, authorization });
    if (answer === "yes") {
      const body = await this.#read();
      response.writeHead(200, { "content-type": expositionType, "cache-control": "no-store" });
      return void response.end(body);
    }
    const [status, sentence] = refusals[answer];
    if (status === 401) response.setHeader("www-authenticate", 'Bearer realm="metrics"');
    response.writeHead(status, { "content-type": text });
    response.end(`${sentence}\n`);
  }

  #read(): Promise<string> {
    const nowMs = this.#store.clock.monotonicMs();
    if (this.#answer !== null && nowMs - this.#answer.atMs < freshMs) return this.#answer.text;
    const reading = { text: readExposition(this.#store), atMs: nowMs };
    this.#answer = reading;
    // A failure is not kept.
    reading.text.catch(() => {
      if (this.#answer === reading) this.#answer = null;
    });
    return reading.text;
  }
}
