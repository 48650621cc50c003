import { X } from "lucide-react";
import Link from "next/link";
import { Time } from "#components/ui/time.tsx";
import { conditionText, type LogFilter, withoutValue } from "#server/log-search/schema.ts";
import { logsHref } from "./paths.ts";
import { visibleText } from "./visible-text.ts";

/** What the list is narrowed by, each with the way out of it. The time, where it is one that has a name, is chosen elsewhere. */
export function FilterChips({ filter, sourceName }: { filter: LogFilter; sourceName: string }) {
  const { fields, sourceId, fromMs, untilMs, text } = filter;
  const chips = [
    ...(text === "" ? [] : [{ key: "text", label: `“${text}”`, href: logsHref({ ...filter, text: "" }) }]),
    ...(sourceId === null
      ? []
      : [{ key: "source", label: `Source ${sourceName || sourceId}`, href: logsHref({ ...filter, sourceId: null }) }]),
    ...fields.flatMap((condition) =>
      condition.values.map((value) => ({
        key: `${condition.isExcluded} ${condition.field} ${value}`,
        label: visibleText(conditionText(condition, value)),
        href: logsHref(withoutValue(filter, condition.field, value, condition.isExcluded)),
      })),
    ),
  ];
  const isRange = fromMs !== null || untilMs !== null;
  if (chips.length === 0 && !isRange) return null;
  return (
    <ul aria-label="Filters" className="flex flex-wrap items-center gap-2">
      {isRange && (
        <Chip label="the range of time" href={logsHref({ ...filter, fromMs: null, untilMs: null })}>
          {fromMs !== null && (
            <>
              from <Time at={new Date(fromMs)} format="exact" />
            </>
          )}
          {untilMs !== null && (
            <>
              {" "}
              until <Time at={new Date(untilMs)} format="exact" />
            </>
          )}
        </Chip>
      )}
      {chips.map(({ key, label, href }) => (
        <Chip key={key} label={label} href={href}>
          {label}
        </Chip>
      ))}
      {chips.length + Number(isRange) > 1 && (
        <li>
          <Link
            href={logsHref({ ...filter, text: "", sourceId: null, fields: [], fromMs: null, untilMs: null })}
            className="text-link hover:underline"
          >
            Clear all
          </Link>
        </li>
      )}
    </ul>
  );
}

function Chip({ label, href, children }: { label: string; href: string; children: React.ReactNode }) {
  return (
    <li className="flex max-w-full items-center gap-1 rounded-md bg-accent-soft pl-2 text-accent-soft-foreground">
      <span className="min-w-0 py-1 text-xs font-medium wrap-anywhere [&_time]:whitespace-normal">{children}</span>
      <Link
        href={href}
        scroll={false}
        aria-label={`Remove the filter ${label}`}
        className="flex size-7 shrink-0 items-center justify-center rounded-md hover:bg-default max-sm:size-9"
      >
        <X aria-hidden className="size-3.5" />
      </Link>
    </li>
  );
}
