"use client";

import { Lock } from "lucide-react";
import type { FormAction } from "#components/ui/action-result.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { FormDialog } from "#components/ui/form-dialog.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { Time } from "#components/ui/time.tsx";
import type { Hold, RetentionPlace } from "#server/retention/schema.ts";

export interface HoldProps {
  place: RetentionPlace;
  /** How the place is called. */
  name: string;
  /** Of this level itself. */
  hold: Omit<Hold, "level"> | null;
  holdAction: FormAction;
  liftAction: FormAction;
}

/** The legal hold of one level: asked for with a reason, lifted with a reason and a typed word. */
export function LegalHold({ place, name, hold, holdAction, liftAction }: HoldProps) {
  const fields = { level: place.level, id: place.id ?? "" };
  return (
    <div className="flex flex-col items-start gap-3">
      {hold === null ? (
        <p className="text-muted">
          Not on hold. Under a hold nothing is removed for good: what mail programs delete is kept without end, no rule
          removes, and nothing recoverable is purged.
        </p>
      ) : (
        <p>
          On hold since <Time at={hold.sinceAt} />
          {hold.endsAt !== null && (
            <>
              {" "}
              until <Time at={hold.endsAt} />
            </>
          )}
          : <span className="font-medium wrap-anywhere">{hold.reason}</span>
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        <FormDialog
          trigger={hold === null ? "Put on hold" : "Change the hold"}
          triggerVariant="secondary"
          triggerIcon={<Lock aria-hidden className="size-4" />}
          title={`Legal hold of ${name === "server" ? "the whole server" : name}`}
          description="From the moment it is saved nothing of it is removed for good. Deleted mail takes up room until the hold is lifted."
          action={holdAction}
          fields={fields}
          submit="Hold"
        >
          <TextField name="reason" label="Why" defaultValue={hold?.reason ?? ""} isRequired autoComplete="off" />
          <TextField
            name="endsAt"
            label="Ends on"
            defaultValue={hold?.endsAt?.toISOString().slice(0, 10) ?? ""}
            placeholder="Without end"
            description="A day such as 2027-03-01, or nothing."
            autoComplete="off"
          />
        </FormDialog>
        {hold !== null && (
          <ConfirmDialog
            trigger="Lift the hold"
            title={`Lift the hold of ${name === "server" ? "the whole server" : name}?`}
            action={liftAction}
            fields={fields}
            confirm="Lift"
            typedWord="lift"
          >
            <p>
              Rules remove again. What was removed under the hold can be brought back for some days more, then it is
              gone.
            </p>
            <TextField name="reason" label="Why" isRequired autoComplete="off" />
          </ConfirmDialog>
        )}
      </div>
    </div>
  );
}
