"use client";

import { useState } from "react";
import type { FormAction } from "#components/ui/action-result.ts";
import { SubmitButton } from "#components/ui/button.tsx";
import { Form } from "#components/ui/form.tsx";
import { SelectField } from "#components/ui/select-field.tsx";

const browser = "browser";

export interface TimeZoneFormProps {
  /** IANA name; empty is the browser's. */
  timeZone: string;
  zones: readonly string[];
  action: FormAction;
}

export function TimeZoneForm({ timeZone, zones, action }: TimeZoneFormProps) {
  const [chosen, setChosen] = useState(timeZone || browser);
  return (
    <Form action={action} className="flex max-w-md flex-col gap-4">
      <input type="hidden" name="timeZone" value={chosen === browser ? "" : chosen} />
      <SelectField
        name="shownTimeZone"
        label="Time zone"
        value={chosen}
        onChange={setChosen}
        description="Every time in the console is shown in it. In the database all times are UTC."
        options={[
          { value: browser, label: "As this browser" },
          ...zones.map((zone) => ({ value: zone, label: zone.replaceAll("_", " ") })),
        ]}
      />
      <div>
        <SubmitButton variant="secondary">Save</SubmitButton>
      </div>
    </Form>
  );
}
