import type { LastChange as Change } from "#server/audit/schema.ts";
import { Time } from "./time.tsx";

/** "Changed 3 days ago by owner@example.org." Stands below a form; says so too where nobody has changed anything. */
export function LastChange({ change }: { change: Change | null }) {
  return (
    <p className="text-xs text-muted">
      {change === null ? (
        "As it came: nobody has changed this yet."
      ) : (
        <>
          Changed <Time at={change.at} /> by {nameOf(change)}.
        </>
      )}
    </p>
  );
}

function nameOf({ actorKind, actorName }: Change): string {
  if (actorKind === "command-line") return `${actorName} on the command line`;
  if (actorKind === "set-up") return "the set-up";
  if (actorKind === "daemon") return "the server by itself";
  return actorName;
}
