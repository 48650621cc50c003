import { Notice } from "#components/ui/notice.tsx";
import { toneIcons } from "#components/ui/status-chip.tsx";
import type { TrialReport } from "#server/password-source/schema.ts";

const tones = { in: "good", refused: "danger", "try-later": "warning" } as const;

/** The verdict, and how it came about: what was asked, what came of it and how long it took, in order. */
export function TrialSteps({ report: { steps, sentence, verdict } }: { report: TrialReport }) {
  return (
    <div className="flex flex-col gap-3">
      <Notice tone={tones[verdict]} title={sentence} />
      <ol className="flex flex-col divide-y divide-separator rounded-lg border border-border">
        {steps.map(({ name, isGood, detail, tookMs }, index) => {
          const Icon = toneIcons[isGood ? "good" : "danger"];
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a report never changes
            <li key={index} className="flex gap-2 px-3 py-2">
              <Icon
                aria-label={isGood ? "Good" : "Not good"}
                className={`mt-0.5 size-4 shrink-0 ${isGood ? "text-success-soft-foreground" : "text-danger-soft-foreground"}`}
              />
              <div className="min-w-0 grow wrap-anywhere">
                <p className="font-medium">{name}</p>
                <p className="text-muted">{detail}</p>
              </div>
              <span className="shrink-0 text-xs text-muted tabular-nums">{tookMs} ms</span>
            </li>
          );
        })}
      </ol>
    </div>
  );
}
