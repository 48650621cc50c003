import { Count } from "#components/ui/count.tsx";
import { Time } from "#components/ui/time.tsx";
import type { Refused } from "#server/explanation/schema.ts";
import { type FixActions, Fixes } from "./fix-button.tsx";

export interface RefusedListProps {
  refused: readonly Refused[];
  /** Names of the listeners by id. */
  listeners: ReadonlyMap<number, string>;
  actions: FixActions;
  /** Reasons that stand in the way now: these are mended above. */
  present: ReadonlySet<string>;
}

/** What was refused lately; of each reason the latest says what it means and what mends it. */
export function RefusedList({ refused, listeners, actions, present }: RefusedListProps) {
  return (
    <ul className="flex flex-col divide-y divide-separator" aria-label="Refused lately">
      {refused.map((row, index) => {
        const isFirst = refused.findIndex(({ reason }) => reason === row.reason) === index;
        const listener = row.listenerId === null ? undefined : listeners.get(row.listenerId);
        return (
          <li
            key={[row.reason, row.address, row.remoteAddress, row.listenerId, row.mechanism, +row.firstAt].join()}
            className="flex flex-col gap-3 px-4 py-3.5 sm:px-5"
          >
            <div className="flex flex-col gap-0.5">
              <div className="flex flex-wrap items-baseline justify-between gap-x-4">
                <h3 className="font-medium">
                  {row.title}
                  {row.count > 1 && (
                    <span className="font-normal text-muted">
                      , <Count value={row.count} /> times
                    </span>
                  )}
                </h3>
                <span className="text-muted">
                  <Time at={row.lastAt} />
                </span>
              </div>
              <p className="text-muted wrap-anywhere">
                {row.address && `${row.address} `}from {row.remoteAddress || "several places"}
                {listener !== undefined && ` at ${listener}`}
                {row.mechanism && `, by ${row.mechanism}`}
              </p>
              {isFirst && row.meaning && <p className="max-w-2xl wrap-anywhere">{row.meaning}</p>}
            </div>
            {isFirst && !present.has(row.reason) && <Fixes fixes={row.fixes} actions={actions} isUrgent={false} />}
          </li>
        );
      })}
    </ul>
  );
}
