import { countOf, formatCount } from "#components/ui/count.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { formatOctets } from "#components/ui/octets.tsx";
import type { DomainQuotaEffect, QuotaEffect } from "#server/quota/schema.ts";
import { limitText } from "./in-force.ts";

/** What a default for new accounts would mean for those that are there. */
export function DefaultEffect({ effect }: { effect: QuotaEffect | null }) {
  if (effect === null) return <p className="text-muted">Looking what this would mean …</p>;
  const limit = limitText(effect.quotaOctets, effect.quotaMessages);
  if (limit === null) return <p className="text-muted">New accounts have no limit. Those there keep what they have.</p>;
  return (
    <p className="text-muted">
      New accounts get {limit}. The {countOf(effect.accountCount, "account")} there keep what they have
      {effect.overCount > 0
        ? `; ${formatCount(effect.overCount)} of them hold more than that already.`
        : "; none of them holds more."}
    </p>
  );
}

/** What giving the default to accounts that are there would do. */
export function GiftEffect({ effect, whom }: { effect: QuotaEffect | null; whom: "unlimited" | "all" }) {
  if (effect === null) return <p className="text-muted">Counting …</p>;
  const count = whom === "all" ? effect.accountCount : effect.unlimitedCount;
  const over = whom === "all" ? effect.overCount : effect.overUnlimitedCount;
  return (
    <Notice
      tone={over > 0 ? "warning" : "info"}
      title={`${countOf(count, "account")} ${count === 1 ? "gets" : "get"} ${limitText(effect.quotaOctets, effect.quotaMessages) ?? "no limit"}.`}
    >
      {over > 0
        ? `${formatCount(over)} of them ${over === 1 ? "holds" : "hold"} more than that already and ${over === 1 ? "takes" : "take"} no mail until some has been collected and removed.`
        : "None of them holds more than that."}
    </Notice>
  );
}

/** What a limit would mean for a domain as it is. */
export function DomainEffect({ effect }: { effect: DomainQuotaEffect | null }) {
  if (effect === null) return <p className="text-muted">Counting what the domain holds …</p>;
  const holds = `It holds ${formatOctets(effect.octets)} in ${countOf(effect.messageCount, "message")}`;
  if (effect.percent === null) return <p className="text-muted">{holds}, and may hold as much as comes.</p>;
  if (effect.percent < 80) return <p className="text-muted">{`${holds}: ${effect.percent} % of this.`}</p>;
  return (
    <Notice
      tone={effect.percent >= 100 ? "danger" : "warning"}
      title={effect.percent >= 100 ? "The domain is over this already." : "The domain is near this already."}
    >
      {`${holds}: ${formatCount(effect.percent)} %.`}{" "}
      {effect.percent >= 100 && "None of its accounts takes mail until enough has been collected and removed."}
    </Notice>
  );
}
