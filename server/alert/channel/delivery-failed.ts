/** A message was not taken; the message is a sentence for people, with what the other side said. */
export class DeliveryFailed extends Error {
  constructor(
    message: string,
    /** It is about this very message: trying it again helps little. */
    readonly isRefused = false,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there",
  ECONNRESET: "the connection was cut",
  EPIPE: "the connection was cut",
  ETIMEDOUT: "no answer in time; is a firewall between?",
  EHOSTUNREACH: "no way there",
  ENETUNREACH: "no way there",
  ENOTFOUND: "no such name",
  EAI_AGAIN: "the name could not be looked up",
  DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate signed itself; paste it as a trusted one, if it is the right one",
  SELF_SIGNED_CERT_IN_CHAIN: "the authority of its certificate is not trusted; paste the authority's root",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "the authority of its certificate is not trusted; paste the authority's root",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    "the authority of its certificate is not trusted, or a certificate between is missing",
  CERT_HAS_EXPIRED: "its certificate has expired",
  CERT_NOT_YET_VALID: "its certificate is not valid yet; is a clock wrong?",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another name",
  ERR_SSL_WRONG_VERSION_NUMBER: "it does not speak TLS there",
};

/** Trouble of the network or of TLS, as a sentence. `place`: host and port. */
export function troubleOf(place: string, error: unknown): DeliveryFailed {
  if (error instanceof DeliveryFailed) return error;
  const { code, name, message } = error as NodeJS.ErrnoException;
  const isLate = name === "TimeoutError" || name === "AbortError";
  const why = words[isLate ? "ETIMEDOUT" : (code ?? "")] ?? (message || code || "for a reason unknown");
  return new DeliveryFailed(`${place} did not take it: ${why}.`, false, { cause: error });
}

/** Text of another server as a page may show it: one line, no control characters, not too long. */
export function quoted(text: string, most = 500): string {
  const plain = text.replace(/[\p{Cc}\s]+/gu, " ").trim();
  return plain.length > most ? `${plain.slice(0, most)}…` : plain;
}
