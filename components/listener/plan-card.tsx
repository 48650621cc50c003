"use client";

import { ActionButton } from "#components/ui/action-button.tsx";
import type { FormAction } from "#components/ui/action-result.ts";
import { SubmitButton } from "#components/ui/button.tsx";
import { Form } from "#components/ui/form.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { Time, useTimeZone } from "#components/ui/time.tsx";
import type { ListenerWish } from "#server/listener/schema.ts";
import { plannedWords } from "./words.ts";

export interface PlanCardProps {
  listener: ListenerWish;
  plan: FormAction;
  cancel: FormAction;
}

/** What the daemon will do by itself, counting down; or the form that says so. */
export function PlanCard({ listener, plan, cancel }: PlanCardProps) {
  const zone = useTimeZone();
  const { id, name, plannedChange, plannedAt, isEnabled, protocol, tls, cleartextSignIn } = listener;
  if (plannedChange !== null && plannedAt !== null) {
    return (
      <Notice
        tone="warning"
        title={
          <>
            {name} {plannedWords[plannedChange]} by itself <Time at={plannedAt} format="countdown" />.
          </>
        }
        actions={
          <ActionButton action={cancel} fields={{ id }} doneMessage="Called off. Nothing happens by itself.">
            Call it off
          </ActionButton>
        }
      >
        <Time at={plannedAt} format="exact" />
      </Notice>
    );
  }
  const canRequireTls = protocol === "pop3" && tls === "starttls" && cleartextSignIn !== "never";
  const choices = [
    ...(isEnabled ? [{ value: "close", label: "It closes" }] : []),
    ...(canRequireTls ? [{ value: "require-tls", label: "It requires TLS" }] : []),
  ];
  if (choices.length === 0) return <p className="text-muted">It is switched off: there is nothing left to plan.</p>;
  return (
    <Form action={plan} fields={{ id, zone }} className="flex flex-col gap-4">
      <div className="grid gap-4 sm:grid-cols-2">
        <SelectField name="plannedChange" label="What happens" options={choices} defaultValue={choices[0]?.value} />
        <TextField
          name="at"
          type="datetime-local"
          label="When"
          description={`By the clock of ${zone}, your time zone.`}
          isRequired
        />
      </div>
      <div>
        <SubmitButton variant="secondary">Plan it</SubmitButton>
      </div>
    </Form>
  );
}
