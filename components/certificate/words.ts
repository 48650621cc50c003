import { countOf } from "#components/ui/count.tsx";
import type { Tone } from "#components/ui/status-chip.tsx";
import type { CertificateRow } from "#server/certificate/schema.ts";
import type { CertificateAlert } from "#server/served-certificate/schema.ts";
import { guidelineVersions, type TlsPolicy } from "#server/tls/schema.ts";

const dayMs = 24 * 60 * 60 * 1000;
const loopback = /^(localhost|127\.|::1$)/;

/** How long it lasts, as a chip says it. */
export function lifeOf({ notAfterAt }: Pick<CertificateRow, "notAfterAt">, now: Date): { tone: Tone; word: string } {
  const days = Math.floor((notAfterAt.getTime() - now.getTime()) / dayMs);
  if (days < 0) return { tone: "danger", word: "expired" };
  if (days <= 7) return { tone: "danger", word: `${countOf(days, "day")} left` };
  if (days <= 30) return { tone: "warning", word: `${countOf(days, "day")} left` };
  return { tone: "good", word: "valid" };
}

/** The names that somebody else would ask for. */
export function publicNames(names: readonly string[]): string[] {
  return names.filter((name) => !loopback.test(name));
}

export function issuerOf({ kind, issuer }: Pick<CertificateRow, "kind" | "issuer">): string {
  return kind === "self-signed" || issuer === "" ? "this server itself" : issuer;
}

/** "mail.example.org and 2 more". */
export function shortNames(names: readonly string[]): string {
  const shown = publicNames(names);
  const [first = names[0] ?? ""] = shown;
  return shown.length > 1 ? `${first} and ${shown.length - 1} more` : first;
}

export function policySentence({ profile, minVersion }: TlsPolicy, legacyListeners: readonly string[]): string {
  const from = minVersion === "TLSv1.3" ? "TLS 1.3 alone" : "TLS 1.2 and 1.3";
  const ciphers = `Mozilla's ${profile} ciphers (version ${guidelineVersions.current})`;
  if (legacyListeners.length === 0) return `${from}, with ${ciphers}. Nothing older gets in.`;
  return `${from}, with ${ciphers}; ${legacyListeners.join(" and ")} let${legacyListeners.length === 1 ? "s" : ""} in TLS 1.0 and 1.1 as well.`;
}

/** Of a certificate that ends soon: the last week is no matter of planning any more. */
export function alertTone({ thresholdDays }: Pick<CertificateAlert, "thresholdDays">): "warning" | "danger" {
  return thresholdDays <= 7 ? "danger" : "warning";
}

export function alertText({ names, thresholdDays, notAfterAt }: CertificateAlert): string {
  const which = `The certificate for ${shortNames(names)}`;
  if (thresholdDays === 0) return `${which} has expired: mail programs refuse to connect.`;
  return `${which} ends on ${notAfterAt.toISOString().slice(0, 10)}: ${thresholdDays === 1 ? "less than a day is" : `fewer than ${thresholdDays} days are`} left.`;
}
