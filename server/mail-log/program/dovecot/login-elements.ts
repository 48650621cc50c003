import type { Entry } from "../../entry.ts";
import { ipOf } from "../../pattern/values.ts";

const start = ": user=<";
/** What stands behind the name by default (login_log_format_elements): no stranger can write any of it. */
const tail =
  /^rip=([^,]{1,60}), lip=([^,]{1,60})(?:, mpid=\d{1,10})?(?:, (secured|TLS|TLS: [^<>]{1,400}|TLS handshaking[^<>]{0,400}|TLSv[^<>,]{1,100}))?(?:, session=<([^<>, ]{1,100})>)?$/;

/**
 * Takes the elements off a line of a login process ("…: user=<ann>, method=PLAIN, rip=…, session=<…>") and gives what stands before them.
 * The name comes first and may contain anything, so all else is sought from the end; where the end is not as it is by default and
 * an address stands there twice, none is believed.
 */
export function takeLoginElements(message: string, entry: Entry): string {
  const from = message.indexOf(start);
  if (from < 0) return message;
  const nameAt = from + start.length;
  const ripAt = message.lastIndexOf(", rip=");
  if (ripAt < nameAt) return message;
  readTail(message, ripAt + 2, entry);
  const methodAt = message.lastIndexOf(">, method=", ripAt);
  const isMethod = methodAt >= nameAt && !message.slice(methodAt + 10, ripAt).includes(",");
  if (isMethod) entry.mechanism = message.slice(methodAt + 10, ripAt);
  const nameEnd = isMethod ? methodAt : ripAt - 1;
  if (message.charCodeAt(nameEnd) === 62) entry.account = message.slice(nameAt, nameEnd);
  return message.slice(0, from);
}

function readTail(message: string, from: number, entry: Entry): void {
  const match = tail.exec(message.slice(from));
  if (match === null) {
    if (message.indexOf(", rip=") === from - 2) entry.remoteIp = ipOf(element(message, from + 4)) ?? "";
    return;
  }
  entry.remoteIp = ipOf(match[1] ?? "") ?? "";
  entry.localIp = ipOf(match[2] ?? "") ?? "";
  const security = match[3] ?? "";
  if (security.startsWith("TLS")) {
    const colon = security.indexOf(": ");
    entry.tls = colon < 0 ? security : security.slice(0, colon);
    if (colon >= 0) entry.reason = security.slice(colon + 2);
  }
  entry.sessionId = match[4] ?? "";
}

function element(message: string, from: number): string {
  const end = message.indexOf(",", from);
  return end < 0 ? message.slice(from) : message.slice(from, end);
}
