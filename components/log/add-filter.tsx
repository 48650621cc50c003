"use client";

import { ListFilter } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { FormDialog } from "#components/ui/form-dialog.tsx";
import type { FormAction } from "#components/ui/action-result.ts";
import { SelectField } from "#components/ui/select-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { eventMeanings, fieldMeanings, results, services } from "#server/mail-log/schema.ts";
import {
  absent,
  fieldLabels,
  type FilterField,
  filterFields,
  isNumberField,
  type LogFilter,
  fieldValue,
  withValue,
} from "#server/log-search/schema.ts";
import { logsHref } from "./paths.ts";

const fields = filterFields.map((field) => ({
  value: field,
  label: fieldLabels[field],
  description: fieldMeanings[field],
}));

/** Fields with a closed list of values. */
const closed: Partial<Record<FilterField, readonly { value: string; label: string; description?: string }[]>> = {
  event: [
    ...Object.entries(eventMeanings).map(([value, description]) => ({ value, label: value, description })),
    { value: absent, label: "none", description: "Lines that nothing fits." },
  ],
  result: [...results, absent].map((value) => ({ value, label: value })),
  service: [...services, absent].map((value) => ({ value, label: value })),
};

/** A filter by any field: asked for in a dialog, put into the address. */
export function AddFilter({ filter }: { filter: LogFilter }) {
  const router = useRouter();
  const [field, setField] = useState<FilterField>("account");
  const choose: FormAction = async (_before, form) => {
    const [value, isExcluded] = [String(form.get("value") ?? ""), form.get("is") === "not"];
    const read = fieldValue(field).safeParse(value);
    if (!read.success) {
      return { status: "refused", fieldErrors: { value: read.error.issues[0]?.message ?? "That was not understood." } };
    }
    router.push(logsHref(withValue(filter, field, read.data, isExcluded)), { scroll: false });
    return { status: "done" };
  };
  const choices = closed[field];
  return (
    <FormDialog
      trigger="Add a filter"
      triggerIcon={<ListFilter aria-hidden />}
      title="Filter by a field"
      description="Several filters must all hold."
      action={choose}
      submit="Filter"
    >
      <SelectField
        name="field"
        label="Field"
        value={field}
        onChange={(chosen) => setField(filterFields.find((each) => each === chosen) ?? field)}
        options={fields}
      />
      <SelectField
        name="is"
        label="Lines"
        defaultValue="is"
        options={[
          { value: "is", label: "that have the value" },
          { value: "not", label: "that do not have it" },
        ]}
      />
      {choices === undefined ? (
        <TextField
          key={field}
          name="value"
          label="Value"
          description={
            isNumberField(field)
              ? "A number, or a range: 5.. is five and more, ..9 nine at most."
              : "The whole value, as lines have it."
          }
          autoComplete="off"
          isMonospace
          isRequired
        />
      ) : (
        <SelectField key={field} name="value" label="Value" options={choices} defaultValue={choices[0]?.value} />
      )}
    </FormDialog>
  );
}
