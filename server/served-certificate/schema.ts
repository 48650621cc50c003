import { z } from "zod";

export const probeRequest = z.object({});

/** What a client is shown, beside what it should be. */
export interface ServedFact {
  readonly listenerId: number;
  readonly listenerName: string;
  readonly port: number | null;
  /** Empty: no name was asked for. */
  readonly serverName: string;
  /** Of the stored certificate that should be shown; null where there is none. */
  readonly wanted: { readonly id: number; readonly notAfterAt: Date } | null;
  /** Null: none was shown, errorText says why. */
  readonly fingerprint: string | null;
  readonly issuer: string;
  readonly notAfterAt: Date | null;
  readonly tlsVersion: string | null;
  readonly errorText: string | null;
  readonly probedAt: Date;
  readonly sinceAt: Date;
  readonly isAsWanted: boolean;
}

/** Days before the end at which an alert is raised. */
export const alertThresholds = [30, 14, 7, 1, 0] as const;

export interface CertificateAlert {
  readonly id: number;
  readonly fingerprint: string;
  readonly names: readonly string[];
  readonly notAfterAt: Date;
  readonly thresholdDays: number;
  readonly raisedAt: Date;
}
