import { z } from "zod";

export const newSelfSigned = z.object({
  /** Host names and IP addresses; absent: this server's host name. Loopback is always among them. */
  names: z.array(z.string().trim().min(1)).min(1).max(100).optional(),
});
export type NewSelfSigned = z.input<typeof newSelfSigned>;

export interface CertificateRow {
  readonly id: number;
  readonly kind: string;
  readonly names: readonly string[];
  /** SHA-256 of the leaf, upper-case hex with colons. */
  readonly fingerprint: string;
  readonly notBeforeAt: Date;
  readonly notAfterAt: Date;
  /** The one that is served. */
  readonly isDefault: boolean;
}
