"use client";

import { Ban, Check } from "lucide-react";
import type { FormAction } from "#components/ui/action-result.ts";
import { FormDialog } from "#components/ui/form-dialog.tsx";
import { useFormState } from "#components/ui/form.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { confirmingWord, lengths } from "#server/protection/schema.ts";

export interface RuleDialogProps {
  kind: "allow" | "deny";
  action: FormAction;
  /** Filled in, as where a row offers it. */
  network?: string;
  /** The same: why. */
  note?: string;
  /** On the button, instead of the usual words. */
  trigger?: string;
  triggerVariant?: "primary" | "secondary" | "ghost";
}

const words = {
  allow: {
    trigger: "Always let in…",
    title: "Always let a network in",
    description: "It is never slowed down and never kept out by the server, whatever is guessed from there.",
    submit: "Let it in",
    lasts: "forever",
  },
  deny: {
    trigger: "Keep out…",
    title: "Keep a network out",
    description: "Mail programs from there are refused as they connect. Mail that comes in by LMTP is not touched.",
    submit: "Keep it out",
    lasts: "2h",
  },
} as const;

/** A rule for a network, with an end of one's choice. */
export function RuleDialog({ kind, action, network, note, trigger, triggerVariant = "secondary" }: RuleDialogProps) {
  const { trigger: usual, title, description, submit, lasts } = words[kind];
  return (
    <FormDialog
      trigger={trigger ?? usual}
      triggerVariant={triggerVariant}
      triggerIcon={kind === "deny" ? <Ban aria-hidden /> : <Check aria-hidden />}
      title={title}
      description={description}
      action={action}
      fields={{ action: kind }}
      submit={submit}
    >
      <TextField
        name="network"
        label="Network"
        description="An address such as 192.0.2.1, or a network such as 192.0.2.0/24 or 2001:db8::/32. Of several rules the narrowest decides."
        defaultValue={network}
        autoComplete="off"
        isMonospace
        isRequired
        autoFocus
      />
      <SelectField name="lasts" label="How long" defaultValue={lasts} options={[...lengths]} />
      <TextField name="note" label="Note" description="Why, for colleagues." defaultValue={note} autoComplete="off" />
      <Confirmation />
    </FormDialog>
  );
}

/** Asked for only where it was refused for want of it. */
function Confirmation() {
  const { result } = useFormState();
  const isAsked = result.fieldErrors?.confirmation !== undefined || (result.values?.confirmation ?? "") !== "";
  if (!isAsked) return null;
  return <TextField name="confirmation" label={`Type ${confirmingWord} to confirm`} autoComplete="off" isMonospace />;
}
