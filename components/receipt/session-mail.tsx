import Link from "next/link";
import { Section } from "#components/ui/section.tsx";
import { StatusChip } from "#components/ui/status-chip.tsx";
import type { SessionMail, SessionMailPage } from "#server/receipt/schema.ts";
import { placeWords } from "./words.ts";

/** The mail a session had to do with, each with the way to its own page. Nothing where there was none. */
export function SessionMailSection({ rows, hasMore }: SessionMailPage) {
  if (rows.length === 0) return null;
  return (
    <Section
      title="Mail of this session"
      description={
        hasMore
          ? `The first ${rows.length}, in the order of the maildrop. What became of one stands on its page.`
          : "What became of a message stands on its page."
      }
      isFlush
    >
      <ul className="divide-y divide-separator">
        {rows.map((row) => (
          <Row key={row.sequence} {...row} />
        ))}
      </ul>
    </Section>
  );
}

function Row({ accountId, sequence, text, isDownloaded, isMarked, place }: SessionMail) {
  const { tone, word, meaning } = placeWords[place];
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 px-4 py-2.5 sm:px-5">
      <span className="min-w-0">
        <Link
          href={`/messages/${accountId}/${sequence}`}
          className="font-medium text-link wrap-anywhere hover:underline"
        >
          {text === null ? `Message ${sequence}` : text.subject || "No subject"}
        </Link>{" "}
        <span className="text-xs text-muted wrap-anywhere">
          {[text?.sender, doneWith(isDownloaded, isMarked)].filter(Boolean).join(" · ")}
        </span>
      </span>
      <StatusChip tone={tone} hint={meaning}>
        {word}
      </StatusChip>
    </li>
  );
}

function doneWith(isDownloaded: boolean, isMarked: boolean): string {
  if (!isMarked) return "downloaded";
  return isDownloaded ? "downloaded and marked for deletion" : "marked for deletion";
}
