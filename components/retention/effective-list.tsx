import type { EffectiveField } from "#server/retention/schema.ts";

/** Each field in force with the level that said it. */
export function EffectiveList({ fields }: { fields: readonly EffectiveField[] }) {
  return (
    <dl className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 gap-y-1.5 sm:grid-cols-[14rem_auto_minmax(0,1fr)]">
      {fields.map(({ label, value, source }) => (
        <div key={label} className="col-span-full grid grid-cols-subgrid">
          <dt className="text-muted">{label}</dt>
          <dd className="text-right font-medium sm:text-left">{value}</dd>
          <dd className="text-muted max-sm:col-span-2 max-sm:text-xs">{source}</dd>
        </div>
      ))}
    </dl>
  );
}
