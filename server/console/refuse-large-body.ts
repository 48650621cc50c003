import type { IncomingMessage, ServerResponse } from "node:http";

/** As much as Next reads of a form; ours are far smaller. */
const formOctets = 1024 * 1024;
/** A list of accounts to import: half a million lines. */
const uploadOctets = 64 * 1024 * 1024;

/**
 * Answers a request whose body is larger than any form of the console, or of unknown length, before anybody reads it into
 * memory. False: nothing to refuse.
 */
export function refuseLargeBody(request: IncomingMessage, response: ServerResponse): boolean {
  const isUpload = request.method === "POST" && /^\/api\/accounts\/import(\?|$)/.test(request.url ?? "");
  const mostOctets = isUpload ? uploadOctets : formOctets;
  const isUnmeasured = request.headers["transfer-encoding"] !== undefined;
  if (!isUnmeasured && Number(request.headers["content-length"] ?? 0) <= mostOctets) return false;
  response.writeHead(isUnmeasured ? 411 : 413, { "content-type": "text/plain; charset=utf-8", connection: "close" });
  response.end(`The console takes up to ${mostOctets} octets, and wants to know beforehand how many there are.\n`);
  return true;
}
