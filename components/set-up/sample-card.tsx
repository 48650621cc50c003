import { Trash2 } from "lucide-react";
import type { FormAction } from "#components/ui/action-result.ts";
import { ActionButton } from "#components/ui/action-button.tsx";
import { Section } from "#components/ui/section.tsx";
import { GoOn } from "./go-on.tsx";

export interface SampleCardProps {
  /** Its domain, where it is there. */
  sample: { name: string } | null;
  create: FormAction;
  remove: FormAction;
}

export function SampleCard({ sample, create, remove }: SampleCardProps) {
  if (sample) {
    return (
      <Section
        title="The sample is here"
        actions={
          <ActionButton action={remove} variant="danger-soft" icon={<Trash2 aria-hidden />}>
            Remove the sample
          </ActionButton>
        }
      >
        <p className="text-muted">
          The domain <span className="font-mono">{sample.name}</span> with an account and its mail. Removing it takes
          all of it away, and nothing else.
        </p>
      </Section>
    );
  }
  return (
    <Section title="Or only look around">
      <div className="flex flex-col items-start gap-3">
        <p className="text-muted">
          A sample domain with one account and a handful of messages: plain, HTML, with an attachment, in other
          alphabets. One click removes it again.
        </p>
        <GoOn action={create} isSecondary>
          Make the sample
        </GoOn>
      </div>
    </Section>
  );
}
