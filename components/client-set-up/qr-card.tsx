import { Section } from "#components/ui/section.tsx";
import type { QrCode } from "#server/client-set-up/schema.ts";

export interface QrCardProps {
  title: string;
  description: string;
  code: QrCode | null;
  /** Why there is none, and what to do. */
  missing: string;
}

/** A code for a camera, always dark on light. The picture is part of the page: nothing is fetched for it. */
export function QrCard({ title, description, code, missing }: QrCardProps) {
  return (
    <Section title={title} description={code === null ? missing : description}>
      {code && (
        // biome-ignore lint/performance/noImgElement: the picture is in the page already
        <img
          src={`data:image/svg+xml;base64,${Buffer.from(code.svg).toString("base64")}`}
          alt={`QR code: ${code.text}`}
          className="mx-auto size-48 rounded-md"
        />
      )}
    </Section>
  );
}
