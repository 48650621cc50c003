import { Play, TestTubeDiagonal, Trash2 } from "lucide-react";
import { ActionButton } from "#components/ui/action-button.tsx";
import type { FormAction } from "#components/ui/action-result.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { countOf } from "#components/ui/count.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Section } from "#components/ui/section.tsx";
import { StatusChip, type Tone } from "#components/ui/status-chip.tsx";
import { Switch } from "#components/ui/switch.tsx";
import { Time } from "#components/ui/time.tsx";
import type { AutomaticState, AutomaticView } from "#server/acme/schema.ts";
import { shortNames } from "./words.ts";

export interface AutomaticActions {
  attempt: FormAction;
  enable: FormAction;
  remove: FormAction;
}

const states: Record<AutomaticState, { tone: Tone; word: string }> = {
  waiting: { tone: "info", word: "requested" },
  running: { tone: "info", word: "being fetched" },
  done: { tone: "good", word: "renewed by itself" },
  failed: { tone: "danger", word: "failed" },
};

/** One certificate that the daemon fetches and renews: the wish, and what became of the last attempt. */
export function AutomaticCard({ automatic, actions }: { automatic: AutomaticView; actions: AutomaticActions }) {
  const { id, names, directoryUrl, challenge, hook, trialUrl, isEnabled, state, nextAt, failureCount, problem } =
    automatic;
  const { tone, word } = states[state];
  const title = `Fetched for ${shortNames(names)}`;
  return (
    <Section
      title={title}
      description={
        <>
          From {new URL(directoryUrl).host}, proved{" "}
          {challenge === "dns-01" ? `by DNS with ${hook}` : "over the public web"}.
          {isEnabled && state === "done" && nextAt && (
            <>
              {" "}
              Next <Time at={nextAt} />.
            </>
          )}
        </>
      }
      actions={
        <>
          <StatusChip tone={isEnabled ? tone : "neutral"}>{isEnabled ? word : "off"}</StatusChip>
          <Switch
            action={actions.enable}
            name="isEnabled"
            fields={{ id }}
            isSelected={isEnabled}
            label={`${title}: ${isEnabled ? "on" : "off"}`}
            isLabelHidden
          />
        </>
      }
      footer={
        <>
          {trialUrl !== "" && (
            <ActionButton
              action={actions.attempt}
              fields={{ id, isTrial: "true" }}
              icon={<TestTubeDiagonal aria-hidden />}
              doneMessage="The daemon tries against staging first."
            >
              Try against staging
            </ActionButton>
          )}
          <ActionButton
            action={actions.attempt}
            fields={{ id }}
            icon={<Play aria-hidden />}
            doneMessage="The daemon fetches it now."
          >
            Fetch now
          </ActionButton>
          <ConfirmDialog
            trigger="Delete"
            triggerVariant="ghost"
            triggerIcon={<Trash2 aria-hidden />}
            title={`Renew the certificate for ${shortNames(names)} no more?`}
            action={actions.remove}
            fields={{ id }}
            confirm="Renew it no more"
            doneMessage="It is renewed no more."
          >
            <p>The certificate itself stays until its end, as one that was uploaded.</p>
          </ConfirmDialog>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {problem && state === "failed" && (
          <Notice tone="danger" title={problem.what}>
            <p>{problem.why}</p>
            <p>{problem.remedy}</p>
            {isEnabled && nextAt && (
              <p>
                {countOf(failureCount, "attempt")} failed; the next is <Time at={nextAt} />.
              </p>
            )}
          </Notice>
        )}
        {automatic.steps.length > 0 && (
          <details>
            <summary className="w-fit cursor-pointer text-muted hover:text-foreground">
              The last attempt, step by step
            </summary>
            <ol className="mt-2 flex flex-col gap-1 text-[0.8125rem]">
              {automatic.steps.map(({ at, text }) => (
                <li key={`${at} ${text}`} className="flex gap-3">
                  <span className="shrink-0 text-muted">
                    <Time at={new Date(at)} format="clock" />
                  </span>
                  <span className="min-w-0 wrap-anywhere">{text}</span>
                </li>
              ))}
            </ol>
          </details>
        )}
      </div>
    </Section>
  );
}
