import type { ReactNode } from "react";

export interface FactsProps {
  items: readonly { label: string; value: ReactNode }[];
}

/** Names and values side by side. */
export function Facts({ items }: FactsProps) {
  return (
    <div className="@container">
      <dl className="grid grid-cols-[7.5rem_minmax(0,1fr)] gap-x-4 gap-y-2.5 @md:grid-cols-[10rem_minmax(0,1fr)]">
        {items.map(({ label, value }) => (
          <div key={label} className="contents">
            <dt className="text-muted">{label}</dt>
            <dd className="min-w-0 wrap-anywhere [&_time]:whitespace-normal">{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
