"use client";

import { AlertDialog } from "@heroui/react";
import { type ReactNode, useCallback, useState } from "react";
import type { FormAction } from "./action-result.ts";
import { Button, type ButtonVariant, SubmitButton } from "./button.tsx";
import { Form, useFormState } from "./form.tsx";
import { TextField } from "./text-field.tsx";

export interface ConfirmDialogProps {
  /** The button that opens it; without one `isOpen` says whether it is. */
  trigger?: string;
  triggerVariant?: ButtonVariant;
  triggerIcon?: ReactNode;
  /** The question. */
  title: string;
  /** The effect, named: "removes 1 204 messages, 2.1 GB". */
  children?: ReactNode;
  action: FormAction;
  fields?: Record<string, string | number>;
  /** The verb on the button. */
  confirm: string;
  tone?: "danger" | "default";
  /** Has to be typed before the button can be pressed. */
  typedWord?: string;
  doneMessage?: string;
  isDisabled?: boolean;
  isOpen?: boolean;
  onOpenChange?: (isOpen: boolean) => void;
}

/** Asks before doing what cannot be undone. Where the page itself goes with it, let the action redirect. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { trigger, triggerVariant, triggerIcon, title, children, action, fields, confirm } = props;
  const { tone = "danger", typedWord, doneMessage, isDisabled } = props;
  const [isOpenHere, setOpenHere] = useState(false);
  const { isOpen = isOpenHere, onOpenChange: setOpen = setOpenHere } = props;
  const done = useCallback(() => setOpen(false), [setOpen]);
  return (
    <AlertDialog isOpen={isOpen} onOpenChange={setOpen}>
      {trigger !== undefined && (
        <Button
          variant={triggerVariant ?? (tone === "danger" ? "danger-soft" : "secondary")}
          icon={triggerIcon}
          isDisabled={isDisabled}
        >
          {trigger}
        </Button>
      )}
      <AlertDialog.Backdrop isKeyboardDismissDisabled={false}>
        <AlertDialog.Container>
          <AlertDialog.Dialog>
            <AlertDialog.Header>
              <AlertDialog.Heading>{title}</AlertDialog.Heading>
            </AlertDialog.Header>
            <AlertDialog.Body>
              <Form
                action={action}
                fields={fields}
                doneMessage={doneMessage}
                onDone={done}
                className="flex flex-col gap-4 p-0.5"
              >
                {children && <div className="flex flex-col gap-2 text-muted">{children}</div>}
                <Confirmation confirm={confirm} tone={tone} typedWord={typedWord} />
              </Form>
            </AlertDialog.Body>
          </AlertDialog.Dialog>
        </AlertDialog.Container>
      </AlertDialog.Backdrop>
    </AlertDialog>
  );
}

function Confirmation({ confirm, tone, typedWord }: Pick<ConfirmDialogProps, "confirm" | "tone" | "typedWord">) {
  const [typed, setTyped] = useState("");
  const { isPending } = useFormState();
  const isAllowed = typedWord === undefined || typed.trim() === typedWord;
  return (
    <>
      {typedWord !== undefined && (
        <TextField
          name="typedWord"
          label={`Type ${typedWord} to confirm`}
          value={typed}
          onChange={setTyped}
          autoComplete="off"
          isMonospace
          autoFocus
        />
      )}
      <div className="mt-1 flex justify-end gap-2">
        <Button slot="close" variant="ghost" isDisabled={isPending}>
          Cancel
        </Button>
        <SubmitButton variant={tone === "danger" ? "danger" : "primary"} isDisabled={!isAllowed}>
          {confirm}
        </SubmitButton>
      </div>
    </>
  );
}
