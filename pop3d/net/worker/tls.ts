import type { Socket } from "node:net";
import { createSecureContext, type SecureContext, TLSSocket } from "node:tls";
import { ticketSeconds } from "#server/ticket-key/lifetime.ts";
import type { ServedKeyPair } from "../channel.ts";
import type { TicketKeys } from "./ticket-keys.ts";

/** The names in ALPN (RFC 7301; IANA), each a list of one, as TLS writes it. A client that insists on another protocol is refused by an alert. */
const alpn = { pop3: Buffer.from("\x04pop3"), web: Buffer.from("\x08http/1.1") };

/** What is shown to clients from now on. The same ticket keys in every worker: a client resumes on any of them. */
export function secureContextOf(pair: ServedKeyPair, tickets: TicketKeys): SecureContext {
  const context = createSecureContext({
    cert: pair.chainPem,
    key: pair.keyPem,
    minVersion: "TLSv1.2",
    honorCipherOrder: true,
    sessionIdContext: "popdesk",
    sessionTimeout: ticketSeconds,
  });
  tickets.serve(context);
  return context;
}

/** Resolves after the server's side of the handshake, rejects with what the client did wrong. The caller sets the time limit. */
export function startTls(
  socket: Socket,
  secureContext: SecureContext,
  protocol: keyof typeof alpn = "pop3",
): Promise<TLSSocket> {
  const secured = new TLSSocket(socket, { isServer: true, secureContext, ALPNProtocols: alpn[protocol] });
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
