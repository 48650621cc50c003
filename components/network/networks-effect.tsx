import { countOf, formatCount } from "#components/ui/count.tsx";
import { Notice } from "#components/ui/notice.tsx";
import type { NetworksEffect as Effect } from "#server/account/schema.ts";
import { spokenNetwork } from "#server/network/schema.ts";

export interface NetworksEffectProps {
  /** Null: it is asked for. */
  effect: Effect | null;
}

/** Who would be shut out by a list of networks, before it is saved. */
export function NetworksEffect({ effect }: NetworksEffectProps) {
  if (effect === null) return <p className="text-muted">Looking who signs in from elsewhere …</p>;
  if (effect.isEverywhere) return null;
  const { days, accountCount, outsideCount, isComplete, examples } = effect;
  const lately = `in the last ${countOf(days, "day")}`;
  if (outsideCount === 0) {
    return <p className="text-muted">Nobody signed in from anywhere else {lately}.</p>;
  }
  const named = examples.map(({ address, network }) => `${address} from ${spokenNetwork(network)}`).join(", ");
  const all = isComplete ? formatCount(accountCount) : `more than ${formatCount(accountCount - 1)}`;
  return (
    <Notice
      tone="warning"
      title={
        accountCount === 1
          ? `${named} signed in ${lately}, and could not any more.`
          : `${isComplete ? "" : "At least "}${formatCount(outsideCount)} of ${all} accounts signed in from elsewhere ${lately}, and could not from there any more.`
      }
    >
      {accountCount > 1 && `${outsideCount > examples.length ? "Such as" : "They are"} ${named}.`}
    </Notice>
  );
}
