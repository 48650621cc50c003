"use client";

import { LinkButton } from "#components/ui/button.tsx";
import { Notice } from "#components/ui/notice.tsx";
import type { LogDetail, LogFilter, LogRow } from "#server/log-search/schema.ts";
import { ActButtons, type LogRowActions } from "./act-buttons.tsx";
import { FieldList } from "./field-list.tsx";
import { LineExplanation } from "./line-explanation.tsx";
import { lineHref } from "./paths.ts";
import { RawLine } from "./raw-line.tsx";

export interface OpenedLineProps {
  row: LogRow;
  /** Null while it is read; "gone" and "failed" where it could not be. */
  detail: LogDetail | "gone" | "failed" | null;
  filter: LogFilter;
  actions: LogRowActions;
}

/** A line opened in the list: what it means, what can be done, its fields, and itself. */
export function OpenedLine({ row, detail, filter, actions }: OpenedLineProps) {
  const known = detail !== null && typeof detail === "object" ? detail : null;
  return (
    <div className="flex flex-col gap-4 px-4 py-4 sm:px-5">
      {detail === "gone" && <Notice tone="warning" title="This line is gone: it was older than lines are kept." />}
      {detail === "failed" && (
        <Notice tone="danger" title="The console did not answer. Close the line and open it again." />
      )}
      <div className="flex min-h-8 flex-wrap items-center justify-between gap-2">
        {known === null ? (
          <span className="text-muted">{detail === null && "Looking what belongs to it …"}</span>
        ) : (
          <ActButtons detail={known} actions={actions} />
        )}
        <LinkButton href={lineHref(row.id)} variant="ghost">
          Lines around it
        </LinkButton>
      </div>
      {known?.explanation && <LineExplanation explanation={known.explanation} />}
      <FieldList row={row} sourceName={known?.sourceName ?? ""} filter={filter} />
      <RawLine raw={row.raw} cutOctets={row.cutOctets} />
    </div>
  );
}
