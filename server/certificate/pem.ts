/** One block of a PEM text: what stands behind BEGIN, and the whole block. */
export interface PemBlock {
  /** e.g. "CERTIFICATE", "ENCRYPTED PRIVATE KEY". */
  readonly label: string;
  readonly text: string;
}

const block = /-----BEGIN ([A-Z0-9 ]+)-----([\s\S]*?)-----END \1-----/g;

/** The blocks of a text, in its order; what stands between them (openssl writes names there) is left out. */
export function pemBlocks(text: string): PemBlock[] {
  return [...text.matchAll(block)].map(([, label = "", body = ""]) => ({ label, text: tidy(label, body) }));
}

/** As OpenSSL wants it: mail programs and terminals indent lines and wrap them as they like. */
function tidy(label: string, body: string): string {
  const lines = body.split(/\r\n|\r|\n/).map((line) => line.trim());
  // RFC 1421 headers, as of keys that openssl encrypted in the old way, end with an empty line.
  const headers = lines.filter((line) => line.includes(":"));
  const octets = lines
    .filter((line) => !line.includes(":"))
    .join("")
    .replace(/\s+/g, "");
  const wrapped = octets.replace(/.{64}(?=.)/g, "$&\n");
  const head = headers.length > 0 ? `${headers.join("\n")}\n\n` : "";
  return `-----BEGIN ${label}-----\n${head}${wrapped}\n-----END ${label}-----\n`;
}

const certificateLabels = ["CERTIFICATE", "X509 CERTIFICATE"];

export const isCertificateLabel = (label: string): boolean => certificateLabels.includes(label);
export const isKeyLabel = (label: string): boolean => label.endsWith("PRIVATE KEY");
