import { SourceAway } from "../question.ts";
import { type LdapServer, serverTextOf } from "../schema.ts";

const connectWords: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there",
  ECONNRESET: "the connection was cut",
  ETIMEDOUT: "no answer in time; is a firewall between?",
  EHOSTUNREACH: "no way there",
  ENETUNREACH: "no way there",
};

/** OpenSSL's and Node's names for what is wrong with a certificate, and what to do. */
const certificateWords: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: "it signed itself. Paste it as a trusted certificate, if it is the right one",
  SELF_SIGNED_CERT_IN_CHAIN: "its authority is not trusted. Paste the authority's root certificate",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "its authority is not trusted. Paste the authority's root certificate",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    "its authority is not trusted, or the server leaves out the intermediate certificate. Paste the authority's certificates",
  UNABLE_TO_GET_ISSUER_CERT: "its chain does not end at a trusted authority. Paste the root as well",
  CERT_HAS_EXPIRED: "it has expired",
  CERT_NOT_YET_VALID: "it is not valid yet; is a clock wrong?",
  ERR_TLS_CERT_ALTNAME_INVALID: "it is for another name. Name the server as its certificate does",
  INVALID_PURPOSE: "it is not made for servers",
};

const tlsWords: Readonly<Record<string, string>> = {
  ETIMEDOUT: "the handshake took too long",
  ECONNRESET: "the server cut the connection; does TLS begin there at once, or only after StartTLS?",
  ERR_SSL_WRONG_VERSION_NUMBER: "the server does not speak TLS there; perhaps StartTLS is meant",
  ERR_SSL_UNSUPPORTED_PROTOCOL: "it speaks no TLS 1.2",
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: "it speaks no TLS 1.2",
};

export function connectTrouble(server: LdapServer, error: unknown): SourceAway {
  const why = connectWords[codeOf(error)] ?? textOf(error);
  return new SourceAway(`${serverTextOf(server)} cannot be reached: ${why}.`, { cause: error });
}

/** `shown`: the certificate, as words. */
export function tlsTrouble(server: LdapServer, error: unknown, shown = "the certificate"): SourceAway {
  const code = codeOf(error);
  const certificate = certificateWords[code];
  const text =
    certificate === undefined
      ? `No TLS with ${serverTextOf(server)}: ${tlsWords[code] ?? textOf(error)}.`
      : `${serverTextOf(server)} shows a certificate that is not accepted (${shown}): ${certificate}.`;
  return new SourceAway(text, { cause: error });
}

function codeOf(error: unknown): string {
  if (typeof error === "string") return error;
  const { code } = error as { code?: unknown };
  return typeof code === "string" ? code : "";
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : codeOf(error) || "for a reason unknown";
}
