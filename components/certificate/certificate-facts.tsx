import { Facts } from "#components/ui/facts.tsx";
import { Time } from "#components/ui/time.tsx";
import type { CertificateRow } from "#server/certificate/schema.ts";

export function CertificateFacts({ certificate }: { certificate: CertificateRow }) {
  const { kind, names, notAfterAt, fingerprint } = certificate;
  return (
    <Facts
      items={[
        {
          label: "Made by",
          value: kind === "self-signed" ? "This server itself: mail programs ask whether to trust it" : kind,
        },
        { label: "For", value: names.join(", ") },
        { label: "Expires", value: <Time at={notAfterAt} /> },
        {
          label: "SHA-256",
          value: <span className="font-mono text-xs leading-5 break-all text-muted">{fingerprint}</span>,
        },
      ]}
    />
  );
}
