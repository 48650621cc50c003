"use client";

import type { FormAction } from "#components/ui/action-result.ts";
import { SubmitButton } from "#components/ui/button.tsx";
import { Form } from "#components/ui/form.tsx";
import { Preview } from "#components/ui/preview.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { never, type RetentionPlace, type RuleFields } from "#server/retention/schema.ts";
import type { Simulation } from "#server/retention-run/schema.ts";
import { RuleEffect } from "./rule-effect.tsx";

export interface RuleFormProps {
  place: RetentionPlace;
  rule: RuleFields;
  /** What holds of each field where it is left empty. */
  inherited: Readonly<Record<keyof RuleFields, string>>;
  action: FormAction;
  preview: FormAction<Simulation | null>;
}

const dayText = (days: number | null) => (days === null ? "" : days === never ? "never" : `${days}`);

/** What one level says. An empty field leaves it to the level above. */
export function RuleForm({ place, rule, inherited, action, preview }: RuleFormProps) {
  const { level, id } = place;
  const inherit = (name: "keepsUndownloaded" | "onDele") => ({
    value: "inherit",
    label: level === "server" ? `As it came: ${inherited[name]}` : `As above: ${inherited[name]}`,
  });
  const days = <span className="pr-2 text-muted">days</span>;
  return (
    <Form action={action} fields={{ level, id: id ?? "" }} className="flex flex-col gap-4">
      <div className="grid gap-x-8 gap-y-4 md:grid-cols-2">
        <TextField
          name="removeAfterArrivalDays"
          label="Remove after arrival"
          defaultValue={dayText(rule.removeAfterArrivalDays)}
          placeholder={inherited.removeAfterArrivalDays}
          description={'So many days after a message came in. "never" says that no level above counts.'}
          suffix={days}
          autoComplete="off"
        />
        <TextField
          name="removeAfterDownloadDays"
          label="Remove after first download"
          defaultValue={dayText(rule.removeAfterDownloadDays)}
          placeholder={inherited.removeAfterDownloadDays}
          description="So many days after it was first downloaded completely. 0: at the next run."
          suffix={days}
          autoComplete="off"
        />
        <SelectField
          name="keepsUndownloaded"
          label="Mail that was never downloaded"
          defaultValue={rule.keepsUndownloaded === null ? "inherit" : rule.keepsUndownloaded ? "yes" : "no"}
          options={[
            inherit("keepsUndownloaded"),
            { value: "yes", label: "Stays, however old it is" },
            { value: "no", label: "Is removed by its age as well" },
          ]}
        />
        <SelectField
          name="onDele"
          label="When a mail program deletes"
          defaultValue={rule.onDele ?? "inherit"}
          options={[
            inherit("onDele"),
            { value: "remove", label: "Remove", description: "Gone at once, body and all" },
            {
              value: "keep",
              label: "Keep recoverable",
              description: "Gone for the mail program, kept here for a while",
            },
            { value: "refuse", label: "Refuse", description: "DELE is answered -ERR" },
          ]}
        />
        <TextField
          name="recoverableDays"
          label="Recoverable for"
          defaultValue={dayText(rule.recoverableDays)}
          placeholder={inherited.recoverableDays}
          description="How long what a rule removed, or what was kept at DELE, can be brought back."
          inputMode="numeric"
          suffix={days}
          autoComplete="off"
        />
        {level !== "server" && (
          <TextField
            name="loginDelaySeconds"
            label="Least time between two sign-ins"
            defaultValue={rule.loginDelaySeconds === null ? "" : `${rule.loginDelaySeconds}`}
            placeholder={inherited.loginDelaySeconds}
            description="0 takes away what a level above says."
            inputMode="numeric"
            suffix={<span className="pr-2 text-muted">seconds</span>}
            autoComplete="off"
          />
        )}
      </div>
      <Preview action={preview}>{(effect, isKnown) => <RuleEffect effect={effect} isKnown={isKnown} />}</Preview>
      <div>
        <SubmitButton>Save</SubmitButton>
      </div>
    </Form>
  );
}
