import type { ReactNode } from "react";

export interface FactsProps {
  items: readonly { label: string; value: ReactNode }[];
}

/** Names and values side by side; one below the other where there is no room. */
export function Facts({ items }: FactsProps) {
  return (
    <dl className="grid grid-cols-1 gap-x-6 gap-y-3 sm:grid-cols-[10rem_minmax(0,1fr)] sm:gap-y-2.5">
      {items.map(({ label, value }) => (
        <div key={label} className="contents">
          <dt className="text-muted max-sm:-mb-2.5">{label}</dt>
          <dd className="min-w-0 wrap-anywhere">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
