import { countOf } from "#components/ui/count.tsx";
import { StatusChip } from "#components/ui/status-chip.tsx";
import { Time } from "#components/ui/time.tsx";
import type { ToldView } from "#server/alert/schema.ts";
import { changeWords, stateWords } from "./words.ts";

/** Who was told what of one alert, and what the other side said. */
export function ToldItems({ told }: { told: readonly ToldView[] }) {
  return (
    <ul className="flex flex-col divide-y divide-separator">
      {told.map(({ messageId, channelName, change, at, state, sentAt, nextAt, attemptCount, answer, text }) => (
        <li key={`${messageId} ${change} ${at.getTime()}`} className="flex flex-col gap-1 px-4 py-3 sm:px-5">
          <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <StatusChip tone={stateWords[state].tone}>{stateWords[state].word}</StatusChip>
            <span className="font-medium wrap-anywhere">
              {changeWords[change]} by {channelName}
            </span>
            <span className="ml-auto text-muted">
              <Time at={sentAt ?? at} />
            </span>
          </div>
          <p className="wrap-anywhere">{text}</p>
          {answer !== "" && <p className="text-muted wrap-anywhere">{answer}</p>}
          {state === "waiting" && attemptCount > 0 && (
            <p className="text-muted">
              Tried {countOf(attemptCount, "time")}, again <Time at={nextAt} />.
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}
