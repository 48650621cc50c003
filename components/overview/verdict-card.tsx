import { ArrowRight } from "lucide-react";
import Link from "next/link";
import { classes } from "#components/ui/classes.ts";
import { Card } from "#components/ui/section.tsx";
import { toneClasses, toneIcons } from "#components/ui/status-chip.tsx";
import { findingsOf, type Situation, verdictOf } from "./verdict.ts";

/** The answer first, then what to look at, each line leading to where it is mended. */
export function VerdictCard({ situation }: { situation: Situation }) {
  const { tone, sentence } = verdictOf(situation);
  const findings = findingsOf(situation);
  const Icon = toneIcons[tone];
  return (
    <Card>
      <div className="flex items-center gap-4">
        <span className={classes("flex size-10 shrink-0 items-center justify-center rounded-full", toneClasses[tone])}>
          <Icon aria-hidden className="size-5" />
        </span>
        <p className="text-base leading-6 font-medium text-balance sm:text-lg">{sentence}</p>
      </div>
      {findings.length > 0 && (
        <ul className="mt-4 -mb-2.5 flex flex-col divide-y divide-separator border-t border-separator">
          {findings.map(({ tone: findingTone, text, href }) => {
            const FindingIcon = toneIcons[findingTone];
            return (
              <li key={text}>
                <Link href={href} className="group flex items-center gap-3 rounded-sm py-2.5 hover:text-link">
                  <FindingIcon
                    aria-hidden
                    className={classes(
                      "size-4 shrink-0",
                      findingTone === "danger" ? "text-danger-soft-foreground" : "text-warning-soft-foreground",
                    )}
                  />
                  <span className="min-w-0 grow wrap-anywhere">{text}</span>
                  <ArrowRight aria-hidden className="size-4 shrink-0 text-muted group-hover:text-current" />
                </Link>
              </li>
            );
          })}
        </ul>
      )}
    </Card>
  );
}
