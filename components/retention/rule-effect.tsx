import { countOf, formatCount } from "#components/ui/count.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { formatOctets } from "#components/ui/octets.tsx";
import type { Simulation } from "#server/retention-run/schema.ts";

/** What saving would remove, before it is saved. Null: nothing that is removed would change. */
export function RuleEffect({ effect, isKnown }: { effect: Simulation | null; isKnown: boolean }) {
  if (!isKnown) return <p className="text-muted">Looking what this would remove …</p>;
  if (effect === null) return <p className="text-muted">This changes nothing of what rules remove.</p>;
  const { messageCount, octets, accountCount, undownloadedCount, largest } = effect;
  if (messageCount === 0) {
    return <Notice tone="info" title="Nothing would be removed now." />;
  }
  const most = largest.accounts.slice(0, 3).map(({ name, messageCount: count }) => `${name} (${formatCount(count)})`);
  return (
    <Notice
      tone={undownloadedCount > 0 || largest.emptied ? "danger" : "warning"}
      title={`The next run would remove ${countOf(messageCount, "message")}, ${formatOctets(octets)}, of ${countOf(accountCount, "account")}; ${undownloadedCount === 0 ? "all of them were downloaded" : `${formatCount(undownloadedCount)} never downloaded`}.`}
    >
      {largest.emptied && <p className="font-medium">{largest.emptied}</p>}
      {most.length > 0 && `Most of: ${most.join(", ")}.`}
    </Notice>
  );
}
