import Link from "next/link";
import { countOf } from "#components/ui/count.tsx";
import { formatOctets } from "#components/ui/octets.tsx";
import type { RecoverableTotals } from "#server/recoverable/schema.ts";

export interface RecoverableHeldProps {
  totals: RecoverableTotals;
  /** The list of it. */
  href: string;
}

/** What removed mail takes up: shown always, for it is room nobody sees in a maildrop. */
export function RecoverableHeld({ totals: { messageCount, octets }, href }: RecoverableHeldProps) {
  if (messageCount === 0) return <span className="text-muted">None</span>;
  return (
    <Link href={href} className="text-link hover:underline">
      {formatOctets(octets)} in {countOf(messageCount, "removed message")}
    </Link>
  );
}
