import Link from "next/link";
import { classes } from "#components/ui/classes.ts";
import { toneClasses, toneIcons } from "#components/ui/status-chip.tsx";
import { Time } from "#components/ui/time.tsx";
import type { Obstacle } from "#server/explanation/schema.ts";
import { type FixActions, Fixes } from "./fix-button.tsx";

export interface ObstaclesProps {
  obstacles: readonly Obstacle[];
  actions: FixActions;
}

/** What stands in the way, first what stops everybody, each with its rule and its remedies. */
export function Obstacles({ obstacles, actions }: ObstaclesProps) {
  return (
    <ol className="flex flex-col divide-y divide-separator" aria-label="What stands in the way now">
      {obstacles.map((obstacle) => (
        <li key={`${obstacle.reason} ${obstacle.sentence}`} className="flex gap-3 px-4 py-4 sm:px-5">
          <Mark stops={obstacle.stops} />
          <div className="flex min-w-0 grow flex-col gap-3">
            <div className="flex flex-col gap-0.5">
              <h3 className="font-medium">{obstacle.title}</h3>
              <p className="wrap-anywhere">{obstacle.sentence}</p>
              <Decided obstacle={obstacle} />
            </div>
            <Fixes fixes={obstacle.fixes} actions={actions} isUrgent={obstacle.stops === "all"} />
          </div>
        </li>
      ))}
    </ol>
  );
}

function Mark({ stops }: Pick<Obstacle, "stops">) {
  const tone = stops === "all" ? "danger" : "warning";
  const Icon = toneIcons[tone];
  return (
    <span
      className={classes("mt-0.5 flex size-6 shrink-0 items-center justify-center rounded-full", toneClasses[tone])}
    >
      <Icon role="img" aria-label={stops === "all" ? "In the way" : "In the way of some"} className="size-4" />
    </span>
  );
}

function Decided({ obstacle: { decidedBy, since, until } }: { obstacle: Obstacle }) {
  if (decidedBy === null && since === null && until === null) return null;
  return (
    <p className="text-muted">
      {decidedBy !== null && (
        <>
          Decided by{" "}
          <Link href={decidedBy.href} className="text-link underline-offset-2 hover:underline">
            {decidedBy.text}
          </Link>
        </>
      )}
      {since !== null && (
        <>
          {decidedBy !== null && ", "}since <Time at={since} />
        </>
      )}
      {until !== null && (
        <>
          , until <Time at={until} />
        </>
      )}
      .
    </p>
  );
}
