import { Filter, FilterX } from "lucide-react";
import Link from "next/link";
import { Time } from "#components/ui/time.tsx";
import { eventMeanings, fieldMeanings } from "#server/mail-log/schema.ts";
import {
  fieldLabels,
  type FilterField,
  filterFields,
  type LogFilter,
  type LogRow,
  withValue,
} from "#server/log-search/schema.ts";
import { logsHref } from "./paths.ts";
import { visibleText } from "./visible-text.ts";

export interface FieldListProps {
  row: LogRow;
  sourceName: string;
  /** What the list is filtered by now: a field's buttons add to it. */
  filter: LogFilter;
}

/** Everything a line was read into; each value leads to the lines that have it, and to those that have not. */
export function FieldList({ row, sourceName, filter }: FieldListProps) {
  const said = filterFields.filter((field) => row.fields[field] !== undefined);
  return (
    <dl className="grid gap-x-6 sm:grid-cols-2">
      <Named label="Time">
        <Time at={new Date(row.atMs)} format="exact" />
      </Named>
      <Named label="Source">
        {sourceName === "" ? <span className="text-muted">gone</span> : sourceName}
        <Narrow
          label="lines of this source"
          href={logsHref({ ...filter, sourceId: row.sourceId })}
          icon={<Filter aria-hidden className="size-3.5" />}
        />
      </Named>
      {said.map((field) => (
        <Field key={field} field={field} value={String(row.fields[field])} filter={filter} />
      ))}
    </dl>
  );
}

function Field({ field, value, filter }: { field: FilterField; value: string; filter: LogFilter }) {
  const meaning = field === "event" ? eventMeanings[value as keyof typeof eventMeanings] : undefined;
  const label = fieldLabels[field];
  return (
    <Named label={label} hint={fieldMeanings[field]}>
      <span className="wrap-anywhere">
        {value === "" ? <span className="text-muted">empty</span> : visibleText(value)}
      </span>
      {value !== "" && (
        <span className="flex shrink-0">
          <Narrow
            label={`only ${label} ${value}`}
            href={logsHref(withValue(filter, field, value))}
            icon={<Filter aria-hidden className="size-3.5" />}
          />
          <Narrow
            label={`without ${label} ${value}`}
            href={logsHref(withValue(filter, field, value, true))}
            icon={<FilterX aria-hidden className="size-3.5" />}
          />
        </span>
      )}
      {meaning !== undefined && <span className="w-full text-xs text-muted">{meaning}</span>}
    </Named>
  );
}

function Named({ label, hint, children }: { label: string; hint?: string; children: React.ReactNode }) {
  return (
    <div className="grid grid-cols-[7.5rem_minmax(0,1fr)] items-baseline gap-x-3 border-b border-separator py-1.5">
      <dt className="text-muted" title={hint}>
        {label}
      </dt>
      <dd className="flex min-w-0 flex-wrap items-center justify-between gap-x-2 [&_time]:whitespace-normal">
        {children}
      </dd>
    </div>
  );
}

function Narrow({ label, href, icon }: { label: string; href: string; icon: React.ReactNode }) {
  return (
    <Link
      href={href}
      prefetch={false}
      aria-label={`Show ${label}`}
      title={`Show ${label}`}
      className="flex size-6 items-center justify-center rounded-sm text-muted hover:bg-default hover:text-foreground"
    >
      {icon}
    </Link>
  );
}
