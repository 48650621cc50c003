import Link from "next/link";
import { visibleText } from "#components/log/visible-text.ts";
import { countOf } from "#components/ui/count.tsx";
import { StatusChip } from "#components/ui/status-chip.tsx";
import type { TraceRecipient } from "#server/message-trace/schema.ts";
import { stateWords } from "./trace-words.ts";

/** What became of a message, recipient by recipient. */
export function TraceRecipients({ recipients }: { recipients: readonly TraceRecipient[] }) {
  return (
    <ul className="divide-y divide-separator">
      {recipients.map(({ address, state, attemptCount, reason, message, downloadCount }) => (
        <li key={address} className="flex flex-col gap-1 px-4 py-3 sm:px-5">
          <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
            {message === null ? (
              <span className="font-medium wrap-anywhere">{visibleText(address)}</span>
            ) : (
              <Link
                href={`/messages/${message.accountId}/${message.sequence}`}
                className="font-medium text-link wrap-anywhere hover:underline"
              >
                {visibleText(address)}
              </Link>
            )}
            <StatusChip tone={stateWords[state].tone} hint={stateWords[state].meaning}>
              {stateWords[state].word}
            </StatusChip>
          </div>
          <p className="text-xs text-muted wrap-anywhere">
            {[
              attemptCount > 1 && countOf(attemptCount, "attempt"),
              message !== null &&
                (downloadCount === 0 ? "not downloaded" : `downloaded in ${countOf(downloadCount, "session")}`),
              visibleText(reason.slice(0, 300)),
            ]
              .filter(Boolean)
              .join(" · ")}
          </p>
        </li>
      ))}
    </ul>
  );
}
