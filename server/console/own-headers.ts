import { randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** Headers the pages trust, because no client can set them: what came from outside under these names is dropped. */
const ours =
  /^(?:forwarded|via|x-forwarded-.*|x-real-ip|x-client-ip|x-popdesk-.*|x-nonce|x-middleware-.*|content-security-policy.*)$/;

/**
 * Next answers an action that redirects by asking itself for the next page, over loopback and with the browser's headers. This
 * key, known to this process alone, marks such a request: it keeps the address and the scheme of the browser.
 */
const relayKey = randomBytes(24).toString("base64url");

/** Replaces every header that speaks about the client by what the socket says. `nonce` is for the page's inline scripts. */
export function setOwnHeaders(request: IncomingMessage, scheme: "http" | "https", nonce: string, policy: string): void {
  const { headers, socket } = request;
  const relayed = isRelayed(request)
    ? { for: headers["x-forwarded-for"], proto: headers["x-forwarded-proto"], host: headers["x-forwarded-host"] }
    : undefined;
  for (const name of Object.keys(headers)) if (ours.test(name)) delete headers[name];

  headers["x-forwarded-for"] = relayed?.for ?? (socket.remoteAddress ?? "").replace(/^::ffff:(?=\d+\.)/, "");
  headers["x-forwarded-proto"] = relayed?.proto ?? scheme;
  headers["x-forwarded-host"] = relayed?.host ?? headers.host ?? "";
  headers["x-popdesk-relay"] = relayKey;
  headers["x-popdesk-path"] = pagePath(request.url ?? "/");
  headers["x-nonce"] = nonce;
  headers["content-security-policy"] = policy; // where Next looks for the nonce
}

/** Next's own question to itself. To be asked before the headers are replaced. */
export function isRelayed({ headers }: IncomingMessage): boolean {
  const given = headers["x-popdesk-relay"];
  if (typeof given !== "string" || given.length !== relayKey.length) return false;
  return timingSafeEqual(Buffer.from(given), Buffer.from(relayKey));
}

/** Path and query as the address bar shows them: without the parameter Next adds when it fetches a page's data. */
function pagePath(url: string): string {
  return url.replace(/([?&])_rsc=[^&]*&?/, "$1").replace(/[?&]$/, "");
}
