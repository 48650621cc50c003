"use client";

import { useState } from "react";
import type { FormAction } from "#components/ui/action-result.ts";
import { SubmitButton } from "#components/ui/button.tsx";
import { Form } from "#components/ui/form.tsx";
import { SelectField } from "#components/ui/select-field.tsx";

export interface DefaultDomainFormProps {
  action: FormAction;
  domains: readonly string[];
  /** Null: the whole address, always. */
  defaultDomain: string | null;
}

/** No domain is spelled so; a list's key is never empty. */
const none = ".";

export function DefaultDomainForm({ action, domains, defaultDomain }: DefaultDomainFormProps) {
  const [chosen, setChosen] = useState(defaultDomain ?? none);
  // One that was deleted since is still what is set.
  const names = defaultDomain === null || domains.includes(defaultDomain) ? domains : [...domains, defaultDomain];
  return (
    <Form action={action} fields={{ defaultDomain: chosen === none ? "" : chosen }} className="flex flex-col gap-3">
      <SelectField
        name="shownDefaultDomain"
        label="Default domain"
        value={chosen}
        onChange={setChosen}
        description="Its accounts may sign in with what stands before the @ alone. All others type the whole address."
        options={[
          { value: none, label: "None: the whole address, always" },
          ...names.map((name) => ({ value: name, label: name })),
        ]}
      />
      <div>
        <SubmitButton variant="secondary">Save the domain</SubmitButton>
      </div>
    </Form>
  );
}
