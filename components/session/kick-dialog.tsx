"use client";

import { useState } from "react";
import type { FormAction } from "#components/ui/action-result.ts";
import { ConfirmDialog, type ConfirmDialogProps } from "#components/ui/confirm-dialog.tsx";
import { countOf } from "#components/ui/count.tsx";
import { useFormState } from "#components/ui/form.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { lengths, type SessionRow } from "#server/session/schema.ts";

export type Kickable = Pick<SessionRow, "id" | "address" | "remoteAddress" | "markedCount">;

export interface KickDialogProps
  extends Pick<ConfirmDialogProps, "trigger" | "triggerIcon" | "isOpen" | "onOpenChange"> {
  session: Kickable;
  action: FormAction;
}

/** Ends a live session after asking: it alone, all of its account, all from its address; and keeps that address out, where one wishes. */
export function KickDialog({ session, action, ...dialog }: KickDialogProps) {
  const { address, remoteAddress, markedCount } = session;
  return (
    <ConfirmDialog
      {...dialog}
      triggerVariant="secondary"
      title={`End the session of ${address ?? remoteAddress}?`}
      action={action}
      fields={{ sessionId: session.id }}
      confirm="End the session"
    >
      <p>
        The connection is closed at once and the maildrop is free for the next.
        {markedCount > 0
          ? ` ${countOf(markedCount, "message")} it has marked stay: nothing is removed without QUIT.`
          : " Nothing is removed."}
      </p>
      <Choices session={session} />
    </ConfirmDialog>
  );
}

function Choices({ session: { address, remoteAddress } }: { session: Kickable }) {
  const [block, setBlock] = useState("");
  const { result } = useFormState();
  return (
    <>
      <SelectField
        name="scope"
        label="Which sessions"
        defaultValue="session"
        options={[
          { value: "session", label: "This one" },
          ...(address === null ? [] : [{ value: "account", label: `All of ${address}` }]),
          { value: "address", label: `All from ${remoteAddress}`, description: "Also those of others behind it." },
        ]}
      />
      <SelectField
        name="block"
        label={`Keep ${remoteAddress} out`}
        value={block}
        onChange={setBlock}
        description={
          block === ""
            ? "The mail program will usually come back by itself."
            : "Nobody can connect from there until then; lift it under Sign-in protection."
        }
        options={[{ value: "", label: "no" }, ...lengths]}
      />
      {result.fieldErrors?.confirmation !== undefined && (
        <TextField name="confirmation" label="Type block to confirm" autoComplete="off" isMonospace />
      )}
    </>
  );
}
