import { Count, countOf } from "#components/ui/count.tsx";
import { Facts } from "#components/ui/facts.tsx";
import { Octets } from "#components/ui/octets.tsx";
import { Time } from "#components/ui/time.tsx";
import type { RunView } from "#server/retention-run/schema.ts";
import { planOf } from "./run-actions.tsx";
import { RunChip } from "./run-table.tsx";
import { planText } from "./words.ts";

export function RunFacts({ run }: { run: RunView }) {
  return (
    <Facts
      items={[
        { label: "State", value: <RunChip state={run.state} /> },
        {
          label: "Asked for",
          value: (
            <>
              <Time at={run.createdAt} /> by {run.cause === "schedule" ? "the schedule" : run.actorName}
            </>
          ),
        },
        {
          label: "Due",
          value: run.state === "waiting" || run.state === "counting" ? "Being counted" : planText(planOf(run)),
        },
        ...(run.answeredAt === null
          ? []
          : [
              {
                label: run.state === "refused" ? "Refused" : "Approved",
                value: (
                  <>
                    <Time at={run.answeredAt} /> by {run.answeredBy}
                  </>
                ),
              },
            ]),
        {
          label: "Removed",
          value: (
            <>
              <Count value={run.removedCount} /> {run.removedCount === 1 ? "message" : "messages"},{" "}
              <Octets value={run.removedOctets} />
              {run.endedAt !== null && ` of ${countOf(run.accountCount, "account")}`}
            </>
          ),
        },
        {
          label: "In use",
          value:
            run.lockedCount === 0 ? "No maildrop" : `${countOf(run.lockedCount, "maildrop")}, left for a later run`,
        },
        { label: "Ended", value: run.endedAt === null ? "Not yet" : <Time at={run.endedAt} /> },
      ]}
    />
  );
}
