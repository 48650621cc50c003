import { Trash2, Upload } from "lucide-react";
import type { FormAction } from "#components/ui/action-result.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Section } from "#components/ui/section.tsx";
import { StatusChip } from "#components/ui/status-chip.tsx";
import { Time } from "#components/ui/time.tsx";
import type { CheckedUpload, PendingRequest } from "#server/certificate/schema.ts";
import { UploadDialog } from "./upload-dialog.tsx";
import { shortNames } from "./words.ts";

export interface RequestCardProps {
  request: PendingRequest;
  answer: FormAction<CheckedUpload>;
  remove: FormAction;
}

/** A request that was made for an authority, until its answer comes. */
export function RequestCard({ request: { id, names, keyType, request, createdAt }, answer, remove }: RequestCardProps) {
  return (
    <Section
      title={`Request for ${shortNames(names)}`}
      description={
        <>
          {keyType}, made <Time at={createdAt} />. Its key waits here, sealed.
        </>
      }
      actions={<StatusChip tone="info">waits for the authority</StatusChip>}
      footer={
        <>
          <UploadDialog
            trigger="Install the answer"
            triggerVariant="primary"
            triggerIcon={<Upload aria-hidden />}
            title={`Answer to the request for ${shortNames(names)}`}
            action={answer}
            fields={{ id }}
            hasKey
            asksForDefault
          />
          <ConfirmDialog
            trigger="Delete"
            triggerVariant="ghost"
            triggerIcon={<Trash2 aria-hidden />}
            title={`Delete the request for ${shortNames(names)}?`}
            action={remove}
            fields={{ id }}
            confirm="Delete the request"
            doneMessage="The request is deleted."
          >
            <p>Its key goes with it: a certificate that the authority sends later fits nothing any more.</p>
          </ConfirmDialog>
        </>
      }
    >
      <div className="flex flex-col gap-2">
        <pre
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
          tabIndex={0}
          className="max-h-40 overflow-auto rounded-lg border border-border bg-surface-secondary p-3 font-mono text-xs leading-5"
        >
          {request}
        </pre>
        <div>
          <CopyButton text={request} label="Copy the request" variant="secondary">
            Copy for the authority
          </CopyButton>
        </div>
      </div>
    </Section>
  );
}
