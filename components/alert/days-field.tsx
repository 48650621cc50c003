"use client";

import { useState } from "react";
import { classes } from "#components/ui/classes.ts";
import { useFormState } from "#components/ui/form.tsx";

const days = [
  ["1", "Mon", "Monday"],
  ["2", "Tue", "Tuesday"],
  ["3", "Wed", "Wednesday"],
  ["4", "Thu", "Thursday"],
  ["5", "Fri", "Friday"],
  ["6", "Sat", "Saturday"],
  ["7", "Sun", "Sunday"],
] as const;

/** Days of the week, sent as digits: "12345". */
export function DaysField({ name, label, days: chosenAtFirst }: { name: string; label: string; days: string }) {
  const { result } = useFormState();
  const [chosen, setChosen] = useState(result.values?.[name] ?? chosenAtFirst);
  const message = result.fieldErrors?.[name];
  const toggle = (day: string) =>
    setChosen((now) => (now.includes(day) ? now.replace(day, "") : [...now, day].sort().join("")));
  return (
    <fieldset className="flex min-w-0 flex-col gap-1.5">
      <legend className="mb-1.5 font-medium">{label}</legend>
      <input type="hidden" name={name} value={chosen} />
      <div className="flex flex-wrap gap-1">
        {days.map(([day, short, long]) => (
          <button
            key={day}
            type="button"
            aria-label={long}
            aria-pressed={chosen.includes(day)}
            onClick={() => toggle(day)}
            className={classes(
              "h-8 min-w-11 rounded-md border px-2 max-sm:h-10",
              chosen.includes(day)
                ? "border-accent bg-accent-soft font-medium text-accent-soft-foreground"
                : "border-border text-muted hover:text-foreground",
            )}
          >
            {short}
          </button>
        ))}
      </div>
      {message && <p className="text-danger">{message}</p>}
    </fieldset>
  );
}
