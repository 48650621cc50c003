import { z } from "zod";
import { flag, oneRow, rowId } from "../input/schema.ts";

export const certificateKinds = ["self-signed", "uploaded", "automatic"] as const;
export type CertificateKind = (typeof certificateKinds)[number];

export const keyTypes = ["ecdsa-p256", "rsa-2048", "rsa-3072"] as const;
export type NewKeyType = (typeof keyTypes)[number];

const mostNames = 100;
const namesSentence = "Type host names such as mail.example.org, one a line.";

/** A host name, with or without a wildcard in front, or an IP address, as they stand in certificates. */
const nameForm =
  /^(?:(?:\*\.)?(?!-)[\p{L}\p{N}_-]{1,63}(?<!-)(?:\.(?!-)[\p{L}\p{N}_-]{1,63}(?<!-))*|[\d.]+|[\da-f:.]*:[\da-f:.]*)$/u;

/** As a list, or as a form sends them: apart by lines, blanks or commas. What is wrong with one is said of the field. */
const names = z.preprocess(
  (given) => (typeof given === "string" ? given.split(/[\s,;]+/).filter(Boolean) : given),
  z
    .array(z.string().trim().toLowerCase())
    .min(1, namesSentence)
    .max(mostNames, `A certificate holds at most ${mostNames} names.`)
    .transform((all, context) => {
      const bad = all.find((name) => name.length > 253 || !nameForm.test(name));
      if (bad !== undefined) {
        const message = `“${bad.slice(0, 80)}” is no host name: letters, digits and hyphens, with dots between; a wildcard is *. in front.`;
        context.addIssue({ code: "custom", message });
      }
      return [...new Set(all)];
    }),
);

export const newSelfSigned = z.object({
  /** Host names and IP addresses; absent: this server's host name. Loopback is always among them. */
  names: z.array(z.string().trim().min(1)).min(1).max(100).optional(),
});
export type NewSelfSigned = z.input<typeof newSelfSigned>;

const mostOctets = 256 * 1024;

/** What a browser writes before the octets of a file that is no text. */
export const binaryMark = "base64:";

/** Text that was pasted, or the octets of a file. */
const material = z
  .union([
    z
      .string()
      .max(mostOctets * 1.4, "This is far too long for a certificate.")
      .transform((text) => (text.startsWith(binaryMark) ? octetsOf(text.slice(binaryMark.length)) : text)),
    z
      .instanceof(Uint8Array)
      .refine(({ length }) => length <= mostOctets, "The file is far too large for a certificate."),
  ])
  .default("");

function octetsOf(base64: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(base64.replace(/\s+/g, "")), (letter) => letter.charCodeAt(0));
  } catch {
    return new Uint8Array();
  }
}

export const certificateUpload = z.object({
  /** PEM, or a file: PEM, DER, PKCS #12. The key may stand in it too. */
  chain: material,
  secretKey: material,
  keyPassword: z.string().max(1_000).default(""),
  /** The certificate that this one replaces, where it does. */
  replacesId: z.union([z.literal("").transform(() => undefined), rowId]).optional(),
  isDefault: flag.optional(),
  /** Only checked: nothing is stored, and the answer says what would be. */
  isTrial: flag.optional(),
});
export type CertificateUpload = z.input<typeof certificateUpload>;

export const newRequest = z.object({
  names,
  keyType: z.enum(keyTypes).default("ecdsa-p256"),
});
export type NewRequest = z.input<typeof newRequest>;

export const requestAnswer = z.object({ id: rowId, chain: material, isDefault: flag.optional() });
export type RequestAnswer = z.input<typeof requestAnswer>;

/** Verbs of the audit that change what clients are shown. */
export const certificateAudits = [
  "certificate.create",
  "certificate.replace",
  "certificate.default",
  "certificate.delete",
] as const;

export const certificateRow = oneRow;
export const certificateNames = names;

export interface CertificateRow {
  readonly id: number;
  readonly kind: string;
  readonly names: readonly string[];
  /** Who signed it; empty where nobody else did. */
  readonly issuer: string;
  /** "RSA 2048", "ECDSA P-256". */
  readonly keyType: string;
  /** SHA-256 of the leaf, upper-case hex with colons. */
  readonly fingerprint: string;
  readonly notBeforeAt: Date;
  readonly notAfterAt: Date;
  /** The one that is shown where no other fits. */
  readonly isDefault: boolean;
}

/** What is shown where: a certificate with the names that lead to it. */
export interface CertificateView extends CertificateRow {
  /** Names under which clients are shown this very one. */
  readonly shownFor: readonly string[];
}

/** What became of an upload, or would. */
export interface CheckedUpload {
  /** Null for a trial. */
  readonly id: number | null;
  readonly names: readonly string[];
  readonly issuer: string;
  readonly keyType: string;
  readonly notAfterAt: Date;
  /** How many certificates are sent to clients. */
  readonly chainLength: number;
  /** What was mended and what its owner should know, a sentence each. */
  readonly notes: readonly string[];
}

export interface PendingRequest {
  readonly id: number;
  readonly names: readonly string[];
  readonly keyType: string;
  /** PKCS #10, PEM: for the authority. */
  readonly request: string;
  readonly createdAt: Date;
}
