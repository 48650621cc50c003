import { Socket } from "node:net";
import { createSecureContext, type SecureContext, TLSSocket } from "node:tls";

export interface TlsServing {
  /** What is shown to a client that asks for no name, and to all where `contextFor` is absent. */
  readonly secureContext: SecureContext;
  /** By the name asked for; empty: none. Absent where there is nothing to choose from, which spares each handshake a question. */
  readonly contextFor?: (serverName: string) => SecureContext | undefined;
  /** The context that a handshake begins with where `contextFor` is asked. */
  readonly base?: SecureContext;
  /** Protocol names (RFC 7301) as TLS writes them. */
  readonly alpn?: Buffer;
}

/** What Node's loadSNI is called with, by OpenSSL's certificate callback. */
interface Hello {
  servername?: string;
}

interface CertificateCallback {
  oncertcb?: (this: CertificateCallback, hello: Hello) => void;
}

/** A name that no host has and that is none: Node asks for a context only where there is a name. */
const noName = ".";

/**
 * The server's side of TLS on an accepted socket; the handshake begins at once. Node adds the chosen certificate to the context that
 * the handshake began with instead of replacing it, so that an RSA certificate would be shown as well as the ECDSA one it began
 * with, and a client that knows both takes the wrong one. Hence `base` holds none, and the choice is asked for without a name, too, by
 * way of `oncertcb`, which Node does not document: where it is missing, the handshake begins with the default one.
 */
export function serveTls(socket: Socket, { secureContext, contextFor, base, alpn }: TlsServing): TLSSocket {
  const options = { isServer: true, ALPNProtocols: alpn } as const;
  if (contextFor === undefined) return new TLSSocket(socket, { ...options, secureContext });
  const isHooked = hasCertificateCallback();
  const secured = new TLSSocket(socket, {
    ...options,
    secureContext: isHooked && base !== undefined ? base : secureContext,
    SNICallback: (name, done) => done(null, contextFor(name === noName ? "" : name)),
  });
  if (isHooked) {
    const handle = handleOf(secured);
    const nodesOwn = handle.oncertcb;
    handle.oncertcb = function asked(hello) {
      hello.servername ||= noName;
      nodesOwn?.call(this, hello);
    };
  }
  return secured;
}

function handleOf(socket: TLSSocket): CertificateCallback {
  return (socket as unknown as { _handle?: CertificateCallback })._handle ?? {};
}

let isKnown: boolean | undefined;

function hasCertificateCallback(): boolean {
  if (isKnown === undefined) {
    const trial = new TLSSocket(new Socket(), {
      isServer: true,
      secureContext: createSecureContext(),
      SNICallback: (_, done) => done(null),
    });
    isKnown = typeof handleOf(trial).oncertcb === "function";
    trial.destroy();
  }
  return isKnown;
}
