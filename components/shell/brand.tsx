/** The mark: a maildrop with one message leaving it. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 24 24" fill="none" aria-hidden="true" className={className}>
      <rect width="24" height="24" rx="6" className="fill-accent" />
      <path
        d="M12 5v7.2m0 0 3-3m-3 3-3-3M6 12.8V17a1.5 1.5 0 0 0 1.5 1.5h9A1.5 1.5 0 0 0 18 17v-4.2"
        className="stroke-accent-foreground"
        strokeWidth="1.9"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}

export function Brand() {
  return (
    <span className="flex items-center gap-2.5">
      <Mark className="size-6" />
      <span className="text-[0.9375rem] font-semibold tracking-tight">Popdesk</span>
    </span>
  );
}
