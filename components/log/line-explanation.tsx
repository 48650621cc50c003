import { Lightbulb } from "lucide-react";
import { LinkButton } from "#components/ui/button.tsx";
import type { LogExplanation, PlaceName } from "#server/log-knowledge/schema.ts";

/** Where the buttons of the line itself lead already (act-buttons.tsx). */
const ledTo: ReadonlySet<PlaceName> = new Set(["explain-sign-in", "account"]);

/** What a line means, why it comes, what to look at, and where to go. */
export function LineExplanation({
  explanation: { title, meaning, causes, checks, ways },
}: {
  explanation: LogExplanation;
}) {
  const further = ways.filter(({ place }) => !ledTo.has(place));
  return (
    <section aria-label="What it means" className="flex flex-col gap-3 rounded-lg bg-accent-soft/50 p-4">
      <div className="flex gap-2.5">
        <Lightbulb aria-hidden className="mt-0.5 size-4 shrink-0 text-accent-soft-foreground" />
        <div className="flex min-w-0 flex-col gap-0.5">
          <h3 className="font-semibold">{title}</h3>
          <p>{meaning}</p>
        </div>
      </div>
      <div className="grid gap-x-8 gap-y-3 sm:grid-cols-2 sm:pl-6.5">
        <Points title="Likely causes" points={causes} />
        <Points title="What to check" points={checks} />
      </div>
      {further.length > 0 && (
        <div className="flex flex-wrap gap-2 sm:pl-6.5">
          {further.map(({ place, label, href }) => (
            <LinkButton key={place} href={href}>
              {label}
            </LinkButton>
          ))}
        </div>
      )}
    </section>
  );
}

function Points({ title, points }: { title: string; points: readonly string[] }) {
  if (points.length === 0) return null;
  return (
    <div className="flex flex-col gap-1">
      <h4 className="text-xs font-medium text-muted">{title}</h4>
      <ol className="list-decimal space-y-1 pl-4.5">
        {points.map((point) => (
          <li key={point}>{point}</li>
        ))}
      </ol>
    </div>
  );
}
