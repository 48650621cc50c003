import type { ConnectionRefusal } from "../../session/backend.ts";

/** Alerts by which a client says that it does not want our certificate (RFC 8446 §6.2). */
const certificateAlerts = /alert (bad certificate|unsupported certificate|certificate \w+|unknown ca)/i;
/** Octets that no handshake begins with: POP3, HTTP, or a scanner. */
const notTls =
  /wrong version number|http request|https proxy request|unknown protocol|packet length too long|bad record type/i;
const nothingInCommon =
  /no shared cipher|unsupported protocol|version too low|protocol version|handshake failure|no suitable/i;

/** What went wrong in a handshake, by what OpenSSL says of it. */
export function handshakeRefusal(error: unknown): ConnectionRefusal {
  const text = error instanceof Error ? `${error.message} ${(error as NodeJS.ErrnoException).code ?? ""}` : "";
  if (certificateAlerts.test(text)) return "certificate-refused";
  if (notTls.test(text)) return "tls-not-spoken";
  return nothingInCommon.test(text) ? "no-common-tls" : "tls-handshake-failed";
}
