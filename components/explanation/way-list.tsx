import Link from "next/link";
import { StatusChip } from "#components/ui/status-chip.tsx";
import type { Way } from "#server/explanation/schema.ts";

const chips = {
  in: { tone: "good", word: "lets in" },
  "only-with-tls": { tone: "info", word: "with TLS" },
  unknown: { tone: "neutral", word: "depends" },
  nobody: { tone: "warning", word: "nobody" },
} as const;

/** What each listener would do. */
export function WayList({ ways }: { ways: readonly Way[] }) {
  return (
    <ul className="flex flex-col divide-y divide-separator" aria-label="By listener">
      {ways.map(({ listenerId, name, port, lets, sentence }) => (
        <li key={listenerId} className="flex items-start justify-between gap-3 px-4 py-3 sm:px-5">
          <div className="flex min-w-0 flex-col gap-0.5">
            <Link
              href={`/listeners/${listenerId}`}
              className="w-fit font-medium underline-offset-2 wrap-anywhere hover:underline"
            >
              {name}
              {port !== null && <span className="font-normal text-muted"> · port {port}</span>}
            </Link>
            <p className="text-muted wrap-anywhere">{sentence}</p>
          </div>
          <StatusChip tone={chips[lets].tone}>{chips[lets].word}</StatusChip>
        </li>
      ))}
    </ul>
  );
}
