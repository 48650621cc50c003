import { LinkButton } from "#components/ui/button.tsx";
import { countOf, formatCount } from "#components/ui/count.tsx";
import { Notice } from "#components/ui/notice.tsx";
import type { QuotaCounts } from "#server/quota/schema.ts";

/** That somebody is full, on the overview; nothing where nobody is. */
export function QuotaNotice({ counts }: { counts: QuotaCounts & { fullDomainCount: number } }) {
  const { fullCount, nearCount, fullDomainCount } = counts;
  if (fullCount === 0 && fullDomainCount === 0) return null;
  const full = [
    ...(fullDomainCount > 0 ? [countOf(fullDomainCount, "domain")] : []),
    ...(fullCount > 0 ? [countOf(fullCount, "account")] : []),
  ].join(" and ");
  const near = nearCount - fullCount;
  const isOne = fullCount + fullDomainCount === 1;
  return (
    <Notice
      tone="warning"
      title={`${full} ${isOne ? "is" : "are"} full.`}
      actions={<LinkButton href="/quotas?filter=full">Show who is full</LinkButton>}
    >
      Mail for {isOne ? "it" : "them"} is not taken until some has been collected and removed
      {near > 0 ? `; ${formatCount(near)} more ${near === 1 ? "is" : "are"} near.` : "."}
    </Notice>
  );
}
