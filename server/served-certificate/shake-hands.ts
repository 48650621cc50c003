import { once } from "node:events";
import { connect, isIPv4, type Socket } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { isSelfSigned } from "../certificate/chain.ts";
import { factsOf } from "../certificate/facts.ts";
import { explainConnection } from "../diagnostic/explain-failure.ts";
import type { Protocol, TlsMode } from "../listener/schema.ts";
import { ownLookAddress } from "./own-look.ts";

export interface ProbedPlace {
  readonly host: string;
  readonly port: number;
  readonly protocol: Protocol;
  readonly tls: TlsMode;
}

/** What a client was shown, or why it was not. */
export type Shaken =
  | { readonly fingerprint: string; readonly issuer: string; readonly notAfterAt: Date; readonly tlsVersion: string }
  | { readonly errorText: string };

const limitMs = 5_000;

/** Connects as a mail program does, changes to TLS, looks at the certificate, says goodbye. Never throws; ends within five seconds. */
export async function shakeHands(place: ProbedPlace, serverName: string): Promise<Shaken> {
  const { host, port, protocol, tls } = place;
  const plain = connect({ host, port, localAddress: isIPv4(host) ? ownLookAddress : undefined });
  plain.setTimeout(limitMs, () =>
    plain.destroy(Object.assign(new Error("No answer within 5 s."), { code: "ETIMEDOUT" })),
  );
  plain.on("error", () => {});
  try {
    await once(plain, "connect");
    if (tls === "starttls") await begin(plain, protocol);
    const secured = connectTls({
      socket: plain,
      // Empty: no name is asked for, as old programs do.
      servername: serverName,
      // Whatever is shown is looked at: what it is worth is for the caller to say.
      rejectUnauthorized: false,
      minVersion: "TLSv1.2",
      ALPNProtocols: [protocol === "web" ? "http/1.1" : "pop3"].slice(0, protocol === "lmtp" ? 0 : 1),
    });
    await once(secured, "secureConnect");
    const shown = read(secured);
    if (protocol !== "web") await leave(secured, tls === "implicit");
    return shown;
  } catch (error) {
    return { errorText: explainConnection(error, { host, port }).what };
  } finally {
    plain.destroy();
  }
}

function read(secured: TLSSocket): Shaken {
  const certificate = secured.getPeerX509Certificate();
  if (certificate === undefined) return { errorText: "No certificate was shown." };
  const { fingerprint, issuer, notAfterAt } = factsOf(certificate);
  return {
    fingerprint,
    issuer: isSelfSigned(certificate) ? "" : issuer,
    notAfterAt,
    tlsVersion: secured.getProtocol() ?? "",
  };
}

/** STLS (RFC 2595 §4), or STARTTLS after LHLO (RFC 3207). */
async function begin(plain: Socket, protocol: Protocol): Promise<void> {
  await answer(plain, protocol);
  if (protocol === "lmtp") await ask(plain, protocol, "LHLO localhost");
  await ask(plain, protocol, protocol === "lmtp" ? "STARTTLS" : "STLS");
}

async function ask(socket: Socket, protocol: Protocol, command: string): Promise<void> {
  socket.write(`${command}\r\n`);
  await answer(socket, protocol);
}

/** The last line of an answer; one that refuses is an error. */
async function answer(socket: Socket, protocol: Protocol): Promise<void> {
  const isWhole = protocol === "lmtp" ? /^\d{3} .*\r?\n$/m : /\n$/;
  let heard = "";
  while (!isWhole.test(heard)) {
    const [octets] = (await Promise.race([once(socket, "data"), gone(socket)])) as [Buffer];
    heard += octets.toString("latin1");
  }
  const isGood = protocol === "lmtp" ? /^2\d\d /m.test(heard) : heard.startsWith("+OK");
  if (!isGood) throw Object.assign(new Error(`TLS was refused: ${heard.trim().slice(0, 100)}`), { code: "EREFUSED" });
}

async function gone(socket: Socket): Promise<never> {
  await once(socket, "close");
  throw Object.assign(new Error("The server closed the connection."), { code: "ECONNRESET" });
}

/** By QUIT, as a polite client. */
async function leave(secured: TLSSocket, hasGreeting: boolean): Promise<void> {
  const left = once(secured, "close").catch(() => {});
  if (hasGreeting) await Promise.race([once(secured, "data"), left]);
  secured.write("QUIT\r\n");
  secured.resume();
  await left;
}
