import { messageTraceHref } from "#components/log/paths.ts";
import { visibleText } from "#components/log/visible-text.ts";
import { eventText } from "#components/log/words.ts";
import { DataTable } from "#components/ui/data-table.tsx";
import { Time } from "#components/ui/time.tsx";
import type { TraceCandidate } from "#server/message-trace/schema.ts";

/** Messages of an address: which one is meant? */
export function TraceCandidates({ rows }: { rows: readonly TraceCandidate[] }) {
  return (
    <DataTable
      label="Messages"
      path="/logs/message"
      query={{}}
      rows={rows}
      rowKey={({ queueId, atMs }) => `${queueId} ${atMs}`}
      rowHref={({ queueId, atMs }) => messageTraceHref("queueId", queueId, atMs)}
      columns={[
        {
          key: "message",
          title: "Message",
          cell: ({ sender, recipients, subject, queueId }) => (
            <span className="flex min-w-0 flex-col">
              <span className="font-medium wrap-anywhere">
                {subject ||
                  (sender === null ? "Sender not known" : `From ${visibleText(sender) || "nobody (a report)"}`)}
              </span>
              <span className="text-xs text-muted wrap-anywhere">
                {[
                  recipients.length > 0 && `to ${visibleText(recipients.join(", "))}`,
                  `queue id ${visibleText(queueId)}`,
                ]
                  .filter(Boolean)
                  .join(" · ")}
              </span>
            </span>
          ),
        },
        { key: "state", title: "Last known", cell: ({ state }) => eventText(state) },
        { key: "at", title: "When", cell: ({ atMs }) => <Time at={new Date(atMs)} />, align: "end" },
      ]}
      empty={null}
    />
  );
}
