import { createHash } from "node:crypto";
import type { TLSSocket } from "node:tls";
import { X509Certificate } from "@peculiar/x509";
import type { ChannelBindingType } from "../../session/backend.ts";

const exporterOctets = 32;

/**
 * What names this TLS channel (RFC 9266; RFC 5929 for TLS 1.2). Null where the type does not exist for this version, or
 * proves nothing: under TLS 1.2 two channels may share their secrets unless they have the extended master secret (RFC 7627).
 */
export function channelBindingOf(socket: TLSSocket, type: ChannelBindingType): Uint8Array | null {
  if (type === "tls-server-end-point") return endPoint(socket);
  const isOlder = socket.getProtocol() !== "TLSv1.3";
  if (isOlder && !hasExtendedMasterSecret(socket)) return null;
  if (type === "tls-exporter") {
    // Under TLS 1.2 an empty context is not the same as none.
    return socket.exportKeyingMaterial(exporterOctets, "EXPORTER-Channel-Binding", Buffer.alloc(0));
  }
  if (!isOlder) return null;
  // The first Finished of the handshake: the client's in a full one, the server's in one that resumes (RFC 5929 §3.1).
  return (socket.isSessionReused() ? socket.getFinished() : socket.getPeerFinished()) ?? null;
}

/** Hash of the certificate shown, by the hash of its signature, where that is no weaker than SHA-256 (RFC 5929 §4.1). */
function endPoint(socket: TLSSocket): Uint8Array | null {
  const certificate = socket.getX509Certificate()?.raw;
  if (certificate === undefined) return null;
  const { hash } = new X509Certificate(certificate).signatureAlgorithm as { hash?: { name: string } };
  if (hash === undefined) return null; // Ed25519 names none, and then there is no such binding
  const isWeak = hash.name === "SHA-1" || hash.name === "MD5";
  return createHash(isWeak ? "SHA-256" : hash.name)
    .update(certificate)
    .digest();
}

const flagsTag = 0xad; // [13] EXPLICIT INTEGER in OpenSSL's SSL_SESSION
const extendedMasterSecretFlag = 1;

/** Node does not say it, but the session in DER does. Anything unexpected counts as no. */
function hasExtendedMasterSecret(socket: TLSSocket): boolean {
  const session = socket.getSession();
  if (session === undefined) return false;
  for (let at = contentOf(session, 0).start; at < session.length; ) {
    const { end } = contentOf(session, at);
    if (session[at] === flagsTag) return ((session[end - 1] ?? 0) & extendedMasterSecretFlag) !== 0;
    at = end;
  }
  return false;
}

/** Where the value of the DER element at `at` begins and ends. */
function contentOf(der: Uint8Array, at: number): { readonly start: number; readonly end: number } {
  const first = der[at + 1] ?? 0;
  if (first < 0x80) return { start: at + 2, end: at + 2 + first };
  const lengthOctets = first & 0x7f;
  let length = 0;
  for (let k = 0; k < lengthOctets; k += 1) length = length * 256 + (der[at + 2 + k] ?? 0);
  return { start: at + 2 + lengthOctets, end: at + 2 + lengthOctets + length };
}
