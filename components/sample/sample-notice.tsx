import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import type { FormAction } from "#components/ui/action-result.ts";
import { Notice } from "#components/ui/notice.tsx";

export interface SampleNoticeProps {
  sample: { name: string };
  remove: FormAction;
}

/** As long as the sample is here, the pages that count it say so. */
export function SampleNotice({ sample, remove }: SampleNoticeProps) {
  return (
    <Notice
      tone="info"
      title="Sample mail is here to try things with."
      actions={
        <ConfirmDialog
          trigger="Remove the sample"
          triggerVariant="secondary"
          title="Remove the sample?"
          action={remove}
          confirm="Remove the sample"
        >
          <p>The domain {sample.name}, its account and all mail in it go. Your own domains are not touched.</p>
        </ConfirmDialog>
      }
    >
      The domain {sample.name} is counted in all figures until it is removed.
    </Notice>
  );
}
