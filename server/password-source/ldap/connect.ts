import type { X509Certificate } from "node:crypto";
import { lookup } from "node:dns/promises";
import { connect, isIP, type Socket } from "node:net";
import { type SecureContext, connect as secure, type TLSSocket } from "node:tls";
import { factsOf } from "../../certificate/facts.ts";
import { good, SourceAway, type Trace } from "../question.ts";
import { type LdapServer, type LdapTls, serverTextOf } from "../schema.ts";
import { askForTls } from "./start-tls.ts";
import { connectTrouble, tlsTrouble } from "./trouble.ts";

export interface Reach {
  readonly tls: LdapTls;
  /** Of all of it, in milliseconds. */
  readonly timeoutMs: number;
  /** What the server's certificate is checked with. */
  trust(): Promise<SecureContext>;
}

/**
 * A connection on which LDAP may be spoken: inside TLS, with the certificate's chain and name checked, unless the source says "none".
 * Throws SourceAway.
 */
export async function connectServer(server: LdapServer, reach: Reach, trace: Trace): Promise<Socket> {
  const signal = AbortSignal.timeout(reach.timeoutMs);
  const addresses = await addressesOf(server, signal, trace);
  const plain = await connectAny(server, addresses, signal, trace);
  try {
    if (reach.tls === "starttls") {
      await trace.step(
        "Ask for TLS",
        () => within(signal, askForTls(plain), (error) => tlsTrouble(server, error)),
        () => good("The server agrees to StartTLS."),
      );
    }
    if (reach.tls === "none") return plain;
    const trust = await reach.trust();
    return await trace.step(
      "TLS",
      () => within(signal, secured(plain, server, trust), (error) => tlsTrouble(server, error)),
      (socket) => good(`${socket.getProtocol()}, ${certificateText(socket.getPeerX509Certificate())}.`),
    );
  } catch (error) {
    plain.destroy();
    throw error;
  }
}

async function addressesOf({ host }: LdapServer, signal: AbortSignal, trace: Trace): Promise<string[]> {
  if (isIP(host) !== 0) return [host];
  return trace.step(
    `Find ${host}`,
    async () => {
      const away = (error: unknown) =>
        new SourceAway(`${host} is not found: ${(error as NodeJS.ErrnoException).code ?? String(error)}.`, {
          cause: error,
        });
      const found = await within(signal, lookup(host, { all: true }), away);
      return found.map(({ address }) => address);
    },
    (addresses) => good(addresses.join(", ")),
  );
}

/** The first address that answers. */
async function connectAny(
  server: LdapServer,
  addresses: readonly string[],
  signal: AbortSignal,
  trace: Trace,
): Promise<Socket> {
  let last: unknown = new SourceAway(`${server.host} has no address.`);
  for (const address of addresses) {
    const place = serverTextOf({ host: address, port: server.port });
    try {
      return await trace.step(
        `Connect to ${place}`,
        () => connected(address, server, signal),
        () => good("The server answers."),
      );
    } catch (error) {
      last = error;
      if (signal.aborted) break;
    }
  }
  throw last;
}

async function connected(host: string, server: LdapServer, signal: AbortSignal): Promise<Socket> {
  const socket = connect({ host, port: server.port });
  socket.setNoDelay(true).setKeepAlive(true, 30_000);
  const connecting = new Promise<Socket>((resolve, reject) => {
    socket.once("error", reject).once("connect", () => {
      // What goes wrong later ends it, and whoever uses it hears of that.
      socket.off("error", reject).on("error", () => {});
      resolve(socket);
    });
  });
  try {
    return await within(signal, connecting, (error) => connectTrouble(server, error));
  } catch (error) {
    socket.on("error", () => {}).destroy();
    throw error;
  }
}

/** Refuses a certificate only after it was looked at, so that a person can be told which it was. */
function secured(plain: Socket, server: LdapServer, secureContext: SecureContext): Promise<TLSSocket> {
  const { host } = server;
  const socket = secure({
    socket: plain,
    host,
    servername: isIP(host) === 0 ? host : undefined,
    secureContext,
    rejectUnauthorized: false,
  });
  return new Promise((resolve, reject) => {
    socket.once("error", reject).once("secureConnect", () => {
      socket.off("error", reject);
      if (socket.authorized) return resolve(socket);
      const shown = certificateText(socket.getPeerX509Certificate());
      const problem = tlsTrouble(server, socket.authorizationError, shown);
      socket.on("error", () => {}).destroy();
      reject(problem);
    });
  });
}

function certificateText(certificate: X509Certificate | undefined): string {
  if (certificate === undefined) return "no certificate";
  const { names, issuer, notAfterAt } = factsOf(certificate);
  const named = names.length === 0 ? "no name" : names.join(", ");
  return `certificate for ${named} by ${issuer}, good until ${notAfterAt.toISOString().slice(0, 10)}`;
}

/** The same, or SourceAway where it rejects or the time is over. */
async function within<T>(signal: AbortSignal, work: Promise<T>, away: (error: unknown) => SourceAway): Promise<T> {
  work.catch(() => {}); // whoever wins the race, nobody else waits for it
  let over: () => void = () => {};
  const late = new Promise<never>((_resolve, reject) => {
    over = () => reject(away({ code: "ETIMEDOUT" }));
    if (signal.aborted) over();
    signal.addEventListener("abort", over, { once: true });
  });
  try {
    return await Promise.race([work, late]);
  } catch (error) {
    throw error instanceof SourceAway ? error : away(error);
  } finally {
    signal.removeEventListener("abort", over);
  }
}
