import { RefreshCw, Replace, Star, Trash2 } from "lucide-react";
import { ActionButton } from "#components/ui/action-button.tsx";
import type { FormAction } from "#components/ui/action-result.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { Facts } from "#components/ui/facts.tsx";
import { Section } from "#components/ui/section.tsx";
import { StatusChip } from "#components/ui/status-chip.tsx";
import { Time } from "#components/ui/time.tsx";
import type { CertificateView, CheckedUpload } from "#server/certificate/schema.ts";
import { UploadDialog } from "./upload-dialog.tsx";
import { issuerOf, lifeOf, publicNames, shortNames } from "./words.ts";

export interface CertificateActions {
  upload: FormAction<CheckedUpload>;
  setDefault: FormAction;
  renew: FormAction;
  remove: FormAction;
}

export interface CertificateCardProps {
  certificate: CertificateView;
  /** Of the one that clients fall back to, for what a deletion leads to. */
  defaultNames: string;
  isOnly: boolean;
  now: Date;
  actions: CertificateActions;
}

export function CertificateCard({ certificate, defaultNames, isOnly, now, actions }: CertificateCardProps) {
  const { id, kind, names, keyType, fingerprint, notBeforeAt, notAfterAt, isDefault, shownFor } = certificate;
  const life = lifeOf(certificate, now);
  const title = shortNames(names);
  return (
    <Section
      id={`certificate-${id}`}
      title={title}
      actions={
        <>
          {isDefault && <StatusChip tone="info">default</StatusChip>}
          <StatusChip tone={life.tone}>{life.word}</StatusChip>
        </>
      }
      footer={
        <>
          {kind === "self-signed" && (
            <ConfirmDialog
              trigger="Renew"
              triggerVariant="secondary"
              triggerIcon={<RefreshCw aria-hidden />}
              tone="default"
              title={`Make the certificate for ${title} anew?`}
              action={actions.renew}
              fields={{ id }}
              confirm="Make a new one"
              doneMessage="A new certificate is shown from now on."
            >
              <p>Same names, a new key, for 825 days. Mail programs ask each user once more whether to trust it.</p>
            </ConfirmDialog>
          )}
          <UploadDialog
            trigger="Replace"
            triggerIcon={<Replace aria-hidden />}
            title={`Replace the certificate for ${title}`}
            action={actions.upload}
            fields={{ replacesId: id }}
          />
          {!isDefault && (
            <ActionButton action={actions.setDefault} fields={{ id }} icon={<Star aria-hidden />}>
              Make default
            </ActionButton>
          )}
          {!isDefault && !isOnly && (
            <ConfirmDialog
              trigger="Delete"
              triggerVariant="ghost"
              triggerIcon={<Trash2 aria-hidden />}
              title={`Delete the certificate for ${title}?`}
              action={actions.remove}
              fields={{ id }}
              confirm="Delete the certificate"
              doneMessage="The certificate is deleted."
            >
              <p>
                Its key goes with it.{" "}
                {publicNames(shownFor).length > 0
                  ? `Programs that connect to ${shortNames(shownFor)} are shown the one for ${defaultNames} instead, and may warn.`
                  : "No program is shown it now, so none notices."}
              </p>
            </ConfirmDialog>
          )}
        </>
      }
    >
      <Facts
        items={[
          { label: "Shown to", value: shownTo(certificate) },
          { label: "For", value: names.join(", ") },
          { label: "Signed by", value: issuerOf(certificate) },
          {
            label: "Valid",
            value: (
              <span className="flex flex-col">
                <span>
                  from <Time at={notBeforeAt} format="exact" />
                </span>
                <span>
                  to <Time at={notAfterAt} format="exact" />
                </span>
              </span>
            ),
          },
          ...(keyType === "" ? [] : [{ label: "Key", value: keyType }]),
          {
            label: "SHA-256",
            value: <span className="font-mono text-xs leading-5 break-all text-muted">{fingerprint}</span>,
          },
        ]}
      />
    </Section>
  );
}

function shownTo({ isDefault, shownFor }: CertificateView): string {
  const asked = publicNames(shownFor);
  const those = asked.length > 0 ? `programs that ask for ${asked.join(", ")}` : "";
  if (isDefault) return those === "" ? "every program" : `${those}; and all that no other fits`;
  return those === "" ? "nobody: others have its names" : those;
}
