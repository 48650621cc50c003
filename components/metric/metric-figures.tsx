import { Figure } from "#components/overview/figure.tsx";
import { Count, formatCount } from "#components/ui/count.tsx";
import { formatOctets } from "#components/ui/octets.tsx";
import type { MetricSums } from "#server/metric/schema.ts";
import { valueText } from "./scale.ts";

/** The range in four numbers, each leading to what it counts. */
export function MetricFigures({ sums }: { sums: MetricSums }) {
  const { retrievalSuccess, signInMedian, signInSlowest } = sums;
  return (
    <div className="grid grid-cols-2 gap-3 lg:grid-cols-4 lg:gap-4">
      <Figure
        label="Sign-ins"
        value={<Count value={sums.signInCount} />}
        note={`${formatCount(sums.refusedCount)} refused, ${formatCount(sums.cleartextCount)} in cleartext`}
        href="/history"
      />
      <Figure
        label="Time to sign in"
        value={signInMedian === null ? "–" : valueText(signInMedian, "seconds")}
        note={signInSlowest === null ? "Nobody signed in" : `95 % within ${valueText(signInSlowest, "seconds")}`}
        href="/history"
      />
      <Figure
        label="Downloads that arrived"
        value={retrievalSuccess === null ? "–" : percent(retrievalSuccess)}
        note={`${formatCount(sums.retrievedCount)} messages, ${formatOctets(sums.retrievedOctets)}`}
        href="/findings"
      />
      <Figure
        label="Delivered"
        value={<Count value={sums.deliveredCount} />}
        note={`${formatOctets(sums.deliveredOctets)}, ${formatCount(sums.refusedDeliveryCount)} refused`}
        href="/messages"
      />
    </div>
  );
}

/** Never rounded up to all of them. */
function percent(share: number): string {
  return share === 1 ? "100 %" : `${(Math.floor(share * 1000) / 10).toFixed(1)} %`;
}
