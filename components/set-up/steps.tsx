import { Check } from "lucide-react";
import Link from "next/link";
import { classes } from "#components/ui/classes.ts";
import { type SetUpStep, setUpSteps } from "#server/set-up/schema.ts";

const titles: Record<SetUpStep, string> = {
  owner: "Owner",
  server: "Server",
  mail: "First account",
  try: "Try it",
  programs: "Mail programs",
};

export interface StepsProps {
  current: SetUpStep;
  /** The furthest page reached; those before it can be visited again. */
  reached: SetUpStep;
}

/** Where one is in the wizard. */
export function Steps({ current, reached }: StepsProps) {
  const [at, furthest] = [setUpSteps.indexOf(current), setUpSteps.indexOf(reached)];
  return (
    <nav aria-label="Steps of the set-up">
      <p className="text-muted sm:hidden">
        Step {at + 1} of {setUpSteps.length}: <span className="font-medium text-foreground">{titles[current]}</span>
      </p>
      <ol className="flex gap-1.5 max-sm:mt-2 sm:gap-3">
        {setUpSteps.map((step, index) => {
          const isDone = index < furthest && index !== at;
          const canVisit = index > 0 && index <= furthest && index !== at;
          const content = (
            <>
              <span
                className={classes(
                  "flex size-5 shrink-0 items-center justify-center rounded-full text-xs font-semibold max-sm:hidden",
                  index === at && "bg-accent text-accent-foreground",
                  index !== at && (isDone ? "bg-success-soft text-success-soft-foreground" : "bg-default text-muted"),
                )}
              >
                {isDone ? <Check aria-label="Done:" className="size-3.5" /> : index + 1}
              </span>
              <span className={classes("truncate max-sm:sr-only", index === at ? "font-medium" : "text-muted")}>
                {titles[step]}
              </span>
            </>
          );
          const look = classes(
            "flex items-center gap-2 border-t-2 pt-2 max-sm:h-1 max-sm:pt-0",
            index <= Math.max(at, furthest) && (isDone || index === at) ? "border-accent" : "border-border",
          );
          return (
            <li key={step} aria-current={index === at ? "step" : undefined} className="min-w-0 flex-1">
              {canVisit ? (
                <Link href={`/set-up/${step}`} className={classes(look, "hover:text-link")}>
                  {content}
                </Link>
              ) : (
                <span className={look}>{content}</span>
              )}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
