import { Wrench } from "lucide-react";
import type { FormAction } from "#components/ui/action-result.ts";
import { LinkButton } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { type FindingView, fixingDelays, fixingRules } from "#server/finding/schema.ts";

const ruleLabels: Readonly<Record<keyof typeof fixingRules, string>> = {
  "dropped-before-quit": "Remove what was downloaded…",
  "downloads-again": "Remove what was downloaded…",
  "never-removes": "Remove what was downloaded…",
  "two-programs": "Keep what is deleted…",
};

/** The button that mends it: a least time between sign-ins at once, a retention rule on its own page with its effect beside it. */
export function Fix({ finding, fix }: { finding: FindingView; fix: FormAction }) {
  const { id, kind, accountId, address, endedAt } = finding;
  if (endedAt !== null) return null;
  const delay = kind in fixingDelays ? fixingDelays[kind as keyof typeof fixingDelays] : null;
  const rule = kind in fixingRules ? fixingRules[kind as keyof typeof fixingRules] : null;
  return (
    <>
      {delay !== null && (
        <ConfirmDialog
          trigger={`Once in ${delayText(delay)}`}
          triggerVariant="secondary"
          triggerIcon={<Wrench aria-hidden />}
          title={`Let ${address} sign in only once in ${delayText(delay)}?`}
          action={fix}
          fields={{ id }}
          confirm="Ask for that"
          tone="default"
        >
          <p>
            Who comes sooner is told [LOGIN-DELAY] and how long to wait; mail programs that know it come later by
            themselves. It is the account's retention rule that says so: there it can be changed or taken back.
          </p>
        </ConfirmDialog>
      )}
      {rule !== null && (
        <LinkButton
          href={`/retention?${new URLSearchParams({ level: "account", id: `${accountId}`, ...rule })}#rule`}
          icon={<Wrench aria-hidden className="size-4" />}
        >
          {ruleLabels[kind as keyof typeof fixingRules]}
        </LinkButton>
      )}
    </>
  );
}

function delayText(seconds: number): string {
  return seconds === 60 ? "a minute" : `${seconds / 60} minutes`;
}
