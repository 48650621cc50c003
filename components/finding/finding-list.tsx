import Link from "next/link";
import type { FormAction } from "#components/ui/action-result.ts";
import { Time } from "#components/ui/time.tsx";
import type { FindingView } from "#server/finding/schema.ts";
import { Fix } from "./fix.tsx";
import { evidenceSentence, findingWords } from "./words.ts";

export interface FindingListProps {
  findings: readonly FindingView[];
  fix: FormAction;
  /** Also whose it is: where several accounts stand together. */
  namesAccount?: boolean;
}

/** What was found, with what was seen and the button that mends it. */
export function FindingItems({ findings, fix, namesAccount = false }: FindingListProps) {
  return (
    <ul className="flex flex-col divide-y divide-separator">
      {findings.map((finding) => (
        <li key={finding.id} className="flex flex-col gap-2 px-4 py-3.5 sm:px-5">
          <div className="flex flex-wrap items-baseline justify-between gap-x-4">
            <p className="font-medium">
              {findingWords[finding.kind].title}
              {namesAccount && (
                <>
                  {" · "}
                  <Link
                    href={`/accounts/${finding.accountId}`}
                    className="font-normal text-link wrap-anywhere hover:underline"
                  >
                    {finding.address}
                  </Link>
                </>
              )}
            </p>
            <p className="text-xs text-muted">
              {finding.endedAt === null ? (
                <>
                  Since <Time at={finding.firstSeenAt} />, last seen <Time at={finding.lastSeenAt} />
                </>
              ) : (
                <>
                  Gone <Time at={finding.endedAt} />
                </>
              )}
            </p>
          </div>
          <p className="wrap-anywhere">{evidenceSentence(finding)}</p>
          <p className="text-muted">{findingWords[finding.kind].meaning}</p>
          <div className="flex flex-wrap items-center gap-2">
            <Fix finding={finding} fix={fix} />
            {"lastSessionId" in finding.evidence && (
              <Link href={`/sessions/${finding.evidence.lastSessionId}`} className="text-link hover:underline">
                Its last session
              </Link>
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}
