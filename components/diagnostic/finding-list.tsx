import { ActionButton } from "#components/ui/action-button.tsx";
import type { FormAction } from "#components/ui/action-result.ts";
import { StatusChip } from "#components/ui/status-chip.tsx";
import { Transcript } from "#components/ui/transcript.tsx";
import type { Finding } from "#server/diagnostic-run/schema.ts";
import { verdictWords } from "./words.ts";

export interface FindingListProps {
  label: string;
  findings: readonly Finding[];
  /** Mends file modes. */
  repair: FormAction;
}

/** Checks: what was seen, the verdict, what to do, and the conversation where there was one. */
export function FindingList({ label, findings, repair }: FindingListProps) {
  return (
    <ul className="flex flex-col divide-y divide-separator" aria-label={label}>
      {findings.map((finding) => (
        <li key={finding.title} className="flex flex-col gap-2 px-4 py-3 sm:px-5">
          <div className="flex items-start justify-between gap-3">
            <div className="flex min-w-0 flex-col gap-0.5">
              <h3 className="font-medium wrap-anywhere">{finding.title}</h3>
              <p className="text-muted wrap-anywhere">{finding.seen}</p>
              {finding.remedy !== null && <p className="wrap-anywhere">{finding.remedy}</p>}
            </div>
            <StatusChip tone={verdictWords[finding.verdict].tone}>{verdictWords[finding.verdict].word}</StatusChip>
          </div>
          {finding.repair === "file-modes" && (
            <div>
              <ActionButton action={repair} variant="primary">
                Repair the modes
              </ActionButton>
            </div>
          )}
          {finding.conversation.length > 0 && (
            <details open={finding.verdict === "bad"}>
              <summary className="w-fit cursor-pointer text-link underline-offset-2 hover:underline">
                The conversation
              </summary>
              <div className="pt-2">
                <Transcript label={finding.title} lines={finding.conversation} />
              </div>
            </details>
          )}
        </li>
      ))}
    </ul>
  );
}
