import { MailSearch, SearchX } from "lucide-react";
import { LinkButton } from "#components/ui/button.tsx";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { Octets } from "#components/ui/octets.tsx";
import type { Query } from "#components/ui/query.ts";
import { StatusChip } from "#components/ui/status-chip.tsx";
import { Time } from "#components/ui/time.tsx";
import type { ReceiptPage, ReceiptRow } from "#server/receipt/schema.ts";
import { placeWords } from "./words.ts";

const columns: readonly Column<ReceiptRow>[] = [
  {
    key: "message",
    title: "Message",
    cell: (row) => (
      <span className="flex min-w-0 flex-col">
        <span className="font-medium wrap-anywhere">{row.subject || "No subject"}</span>
        <span className="text-xs text-muted wrap-anywhere">
          {row.sender || row.envelopeSender || "No sender"} · to {row.address}
        </span>
      </span>
    ),
  },
  {
    key: "place",
    title: "Now",
    cell: ({ place }) => {
      const { tone, word, meaning } = placeWords[place];
      return (
        <StatusChip tone={tone} hint={meaning}>
          {word}
        </StatusChip>
      );
    },
  },
  {
    key: "downloaded",
    title: "First downloaded",
    importance: "secondary",
    cell: ({ downloadedAt, place }) =>
      downloadedAt ? (
        <Time at={downloadedAt} />
      ) : (
        <span className="text-muted">{place === "gone" ? "see its page" : "never"}</span>
      ),
  },
  { key: "octets", title: "Size", cell: ({ octets }) => <Octets value={octets} />, align: "end" },
  { key: "arrivedAt", title: "Arrived", cell: ({ arrivedAt }) => <Time at={arrivedAt} />, align: "end" },
];

export interface ReceiptTableProps {
  result: ReceiptPage;
  query: Query;
  isFiltered: boolean;
  isKept: boolean;
}

export function ReceiptTable({ result, query, isFiltered, isKept }: ReceiptTableProps) {
  return (
    <DataTable
      label="Messages"
      path="/messages"
      query={query}
      {...result}
      columns={columns}
      rowKey={({ accountId, sequence }) => `${accountId}:${sequence}`}
      rowHref={({ accountId, sequence }) => `/messages/${accountId}/${sequence}`}
      empty={
        isFiltered ? (
          <Empty icon={SearchX} title="No message matches" actions={<LinkButton href="/messages">Show all</LinkButton>}>
            Each word you type must begin a word of the address, the sender, the subject, the Message-ID, the queue id
            or the unique-id.
          </Empty>
        ) : (
          <Empty
            icon={MailSearch}
            title={isKept ? "No message has come yet" : "Receipts are not kept"}
            actions={isKept ? undefined : <LinkButton href="/limits#receipts">Keep receipts</LinkButton>}
          >
            {isKept
              ? "Each message that comes in stands here, also when it is gone: how it came, who downloaded it, what removed it."
              : "How long they are kept is a limit."}
          </Empty>
        )
      }
    />
  );
}
