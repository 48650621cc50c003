import type { ListenerView } from "#server/listener/schema.ts";
import { FactChip } from "./fact-chip.tsx";
import { whereOf } from "./words.ts";

export interface ListenerSummaryProps {
  listeners: readonly ListenerView[];
  /** The newest wish. */
  generation: number;
  isDaemonAlive: boolean;
}

/** Every listener in a line: what is wanted, and what is so. */
export function ListenerSummary({ listeners, generation, isDaemonAlive }: ListenerSummaryProps) {
  return (
    <ul className="flex flex-col divide-y divide-separator">
      {listeners.map((listener) => {
        const [fact] = listener.facts;
        return (
          <li
            key={listener.id}
            className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 px-4 py-2.5 sm:px-5"
          >
            <span className="min-w-0">
              <span className="block font-medium wrap-anywhere">{listener.name}</span>
              <span className="block text-xs text-muted wrap-anywhere">{whereOf(listener)}</span>
            </span>
            <FactChip
              fact={fact}
              isCurrent={fact !== undefined && fact.observedGeneration >= generation}
              isDaemonAlive={isDaemonAlive}
              isEnabled={listener.isEnabled}
            />
          </li>
        );
      })}
    </ul>
  );
}
