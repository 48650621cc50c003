"use client";

import { useState } from "react";
import { SelectField } from "#components/ui/select-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { useTimeZone } from "#components/ui/time.tsx";

const lastings = [
  { value: "2h", label: "Two hours" },
  { value: "1d", label: "A day" },
  { value: "7d", label: "A week" },
  { value: "30d", label: "30 days" },
  { value: "until", label: "Until a date" },
];

/** The fields of an exception: whom, how long, why. */
export function ExceptionFields() {
  const zone = useTimeZone();
  const [whom, setWhom] = useState("network");
  const [lasts, setLasts] = useState("2h");
  return (
    <>
      <input type="hidden" name="zone" value={zone} />
      <SelectField
        name="whom"
        label="Whom it spares"
        options={[
          { value: "network", label: "A network or machine", description: "Whoever signs in from there." },
          { value: "account", label: "An account", description: "From wherever it comes, by USER and PASS." },
        ]}
        value={whom}
        onChange={setWhom}
      />
      {whom === "network" ? (
        <TextField
          key="network"
          name="network"
          label="Network"
          placeholder="192.0.2.0/24"
          description="As 10.0.0.0/8 or 2001:db8::/32; a single machine as 192.0.2.1."
          autoComplete="off"
          isMonospace
          isRequired
        />
      ) : (
        <TextField
          key="address"
          name="address"
          label="Account"
          placeholder="ann@example.org"
          autoComplete="off"
          isMonospace
          isRequired
        />
      )}
      <div className="grid gap-4 sm:grid-cols-2">
        <SelectField name="lasts" label="For how long" options={lastings} value={lasts} onChange={setLasts} />
        {lasts === "until" && (
          <TextField
            name="endsAt"
            type="datetime-local"
            label="Until"
            description={`By the clock of ${zone}.`}
            isRequired
          />
        )}
      </div>
      <TextField
        name="reason"
        label="Why"
        description="For whoever finds this later."
        placeholder="The scanner on the second floor"
        autoComplete="off"
      />
    </>
  );
}
