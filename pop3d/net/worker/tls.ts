import type { Socket } from "node:net";
import { createSecureContext, type SecureContext, type TLSSocket } from "node:tls";
import { ticketSeconds } from "#server/ticket-key/lifetime.ts";
import { baseOptions, contextOptions } from "#server/tls/context-options.ts";
import type { TlsPolicy } from "#server/tls/schema.ts";
import { serveTls, type TlsServing } from "#server/tls/serve-tls.ts";
import type { ServedKeyPair } from "../channel.ts";
import type { TicketKeys } from "./ticket-keys.ts";

/** The names in ALPN (RFC 7301; IANA), each a list of one, as TLS writes it. A client that insists on another protocol is refused by an alert. */
const alpn = { pop3: Buffer.from("\x04pop3"), web: Buffer.from("\x08http/1.1") };

/**
 * Shows one certificate, or none yet (null). The same ticket keys in every worker, and for every certificate: OpenSSL asks the context
 * that the handshake began with for them, whatever name the client asks for, and a client resumes on any worker.
 */
export function secureContextOf(
  pair: ServedKeyPair | null,
  policy: TlsPolicy & { readonly isLegacy: boolean },
  tickets: TicketKeys,
): SecureContext {
  const { isLegacy } = policy;
  const context = createSecureContext({
    ...(pair === null ? baseOptions(policy, isLegacy) : contextOptions(pair, policy, isLegacy)),
    sessionIdContext: "popdesk",
    sessionTimeout: ticketSeconds,
  });
  tickets.serve(context);
  return context;
}

/** Resolves after the server's side of the handshake, rejects with what the client did wrong. The caller sets the time limit. */
export function startTls(socket: Socket, shown: TlsServing, protocol: keyof typeof alpn = "pop3"): Promise<TLSSocket> {
  const secured = serveTls(socket, { ...shown, alpn: alpn[protocol] });
  return new Promise((resolve, reject) => {
    const closed = () => reject(new Error("the client left during the handshake"));
    secured.once("error", reject);
    secured.once("close", closed);
    // The accepted socket may be half open, and a half-open handshake comes to nothing.
    secured.once("end", closed);
    secured.once("secure", () => {
      secured.off("error", reject);
      secured.off("close", closed);
      secured.off("end", closed);
      secured.disableRenegotiation();
      // Trouble after the handshake, such as a record that cannot be decrypted, is told by this event alone.
      secured.on("_tlsError", (error: Error) => secured.destroy(error));
      resolve(secured);
    });
  });
}
