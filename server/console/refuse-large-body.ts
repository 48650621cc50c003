import type { IncomingMessage, ServerResponse } from "node:http";
import { mostImportOctets } from "../account/import/schema.ts";

/** As much as Next reads of a form; ours are far smaller. */
const formOctets = 1024 * 1024;

/**
 * Answers a request whose body is larger than any form of the console, or of unknown length, before anybody reads it into
 * memory. False: nothing to refuse.
 */
export function refuseLargeBody(request: IncomingMessage, response: ServerResponse): boolean {
  const isUpload = request.method === "POST" && /^\/api\/accounts\/import(\?|$)/.test(request.url ?? "");
  const mostOctets = isUpload ? mostImportOctets : formOctets;
  const isUnmeasured = request.headers["transfer-encoding"] !== undefined;
  if (!isUnmeasured && Number(request.headers["content-length"] ?? 0) <= mostOctets) return false;
  response.writeHead(isUnmeasured ? 411 : 413, { "content-type": "text/plain; charset=utf-8", connection: "close" });
  response.end(
    `The console takes up to ${mostOctets / 1024 / 1024} MiB at once, and wants to know beforehand how much there is.\n`,
  );
  return true;
}
