import { classes } from "#components/ui/classes.ts";
import { LastChange } from "#components/ui/last-change.tsx";
import { Card } from "#components/ui/section.tsx";
import { type Tone, toneClasses, toneIcons } from "#components/ui/status-chip.tsx";
import { Time } from "#components/ui/time.tsx";
import type { LastChange as Change } from "#server/audit/schema.ts";

export interface SituationProps {
  situation: { tone: Tone; text: string };
  /** What is in force. */
  sentences: readonly string[];
  /** When conditions were last looked at. */
  evaluatedAt: Date | null;
  change: Change | null;
}

/** Is anything wrong, who is told, and is anybody looking? */
export function Situation({ situation: { tone, text }, sentences, evaluatedAt, change }: SituationProps) {
  const Icon = toneIcons[tone];
  return (
    <Card>
      <div className="flex items-start gap-4">
        <span className={classes("flex size-10 shrink-0 items-center justify-center rounded-full", toneClasses[tone])}>
          <Icon aria-hidden className="size-5" />
        </span>
        <div className="flex min-w-0 flex-col gap-1">
          <p role="status" className="text-base leading-6 font-medium text-balance sm:text-lg">
            {text}
          </p>
          {sentences.map((sentence) => (
            <p key={sentence} className="wrap-anywhere">
              {sentence}
            </p>
          ))}
          <p className="text-xs text-muted">
            {evaluatedAt === null ? (
              "Nobody has looked yet."
            ) : (
              <>
                Last looked <Time at={evaluatedAt} />.
              </>
            )}
          </p>
          <LastChange change={change} />
        </div>
      </div>
    </Card>
  );
}
