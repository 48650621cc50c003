import { Time } from "#components/ui/time.tsx";
import type { CertificateRow } from "#server/certificate/schema.ts";

export interface NameSentenceProps {
  hostname: string;
  /** The one that is served. */
  certificate: CertificateRow | undefined;
}

/** Under which name mail programs reach this server, and what it shows them to prove it. */
export function NameSentence({ hostname, certificate }: NameSentenceProps) {
  return (
    <>
      Mail programs reach this server as <span className="font-mono">{hostname}</span>.{" "}
      <CertificateSentence hostname={hostname} certificate={certificate} />
    </>
  );
}

function CertificateSentence({ hostname, certificate }: NameSentenceProps) {
  if (!certificate) return "There is no certificate, so TLS cannot be offered: save the name to make one.";
  const isSelfSigned = certificate.kind === "self-signed";
  if (!certificate.names.includes(hostname)) {
    return (
      <>
        The certificate it shows is made for {certificate.names.join(", ")}, so they will warn
        {isSelfSigned ? ": save the name to make one that fits." : "."}
      </>
    );
  }
  return (
    <>
      The certificate it shows is made for that name, {isSelfSigned && "by this server itself, "}and ends{" "}
      <Time at={certificate.notAfterAt} />.{isSelfSigned && " They ask once whether to trust it."}
    </>
  );
}
