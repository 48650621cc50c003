import { classes } from "#components/ui/classes.ts";
import { Card } from "#components/ui/section.tsx";
import { toneClasses, toneIcons } from "#components/ui/status-chip.tsx";
import { Time } from "#components/ui/time.tsx";
import type { DiagnosisRow } from "#server/diagnostic-run/schema.ts";
import { sentenceOf } from "./words.ts";

/** The answer of a run, who asked, and when. */
export function DiagnosisSentence({ diagnosis }: { diagnosis: DiagnosisRow }) {
  const { tone, text } = sentenceOf(diagnosis);
  const Icon = toneIcons[tone];
  return (
    <Card>
      <div className="flex items-center gap-4">
        <span className={classes("flex size-10 shrink-0 items-center justify-center rounded-full", toneClasses[tone])}>
          <Icon aria-hidden className="size-5" />
        </span>
        <div className="flex min-w-0 flex-col gap-0.5">
          <p role="status" className="text-base leading-6 font-medium text-balance sm:text-lg">
            {text}
          </p>
          <p className="text-muted wrap-anywhere">
            Asked for by {diagnosis.actorName} <Time at={diagnosis.createdAt} />.
          </p>
        </div>
      </div>
    </Card>
  );
}
