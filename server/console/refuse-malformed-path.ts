import type { IncomingMessage, ServerResponse } from "node:http";

/** Answers a request whose path is percent-encoded wrongly and so names no page. False: nothing to refuse. */
export function refuseMalformedPath({ url = "/" }: IncomingMessage, response: ServerResponse): boolean {
  const [path = ""] = url.split("?", 1);
  try {
    decodeURIComponent(path);
    return false;
  } catch {
    response.writeHead(400, { "content-type": "text/plain; charset=utf-8" });
    response.end("This address is spelled wrongly: what follows a % in it is no UTF-8 text. Check the link.\n");
    return true;
  }
}
