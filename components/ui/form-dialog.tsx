"use client";

import { Modal } from "@heroui/react";
import { type ReactNode, useCallback, useState } from "react";
import type { ActionResult, FormAction } from "./action-result.ts";
import { Button, type ButtonVariant, SubmitButton } from "./button.tsx";
import { Form } from "./form.tsx";

export interface FormDialogProps<Data> {
  trigger: string;
  triggerVariant?: ButtonVariant;
  triggerIcon?: ReactNode;
  title: string;
  description?: ReactNode;
  action: FormAction<Data>;
  fields?: Record<string, string | number>;
  submit: string;
  doneMessage?: string;
  /** Open without being asked, as when a link leads straight to it. */
  isOpenAtFirst?: boolean;
  onDone?: (result: ActionResult<Data>) => void;
  /** Whether there is another step: it stays open then. */
  staysOpen?: (result: ActionResult<Data>) => boolean;
  /** The fields. */
  children: ReactNode;
}

/** A button that opens a form over the page. It closes when the action is done and stays, with the reason, when refused. */
export function FormDialog<Data>(props: FormDialogProps<Data>) {
  const {
    trigger,
    triggerVariant,
    triggerIcon,
    title,
    description,
    submit,
    children,
    isOpenAtFirst = false,
    onDone,
    staysOpen,
    ...form
  } = props;
  const [isOpen, setOpen] = useState(isOpenAtFirst);
  const done = useCallback(
    (result: ActionResult<Data>) => {
      if (!staysOpen?.(result)) setOpen(false);
      onDone?.(result);
    },
    [onDone, staysOpen],
  );
  return (
    <Modal isOpen={isOpen} onOpenChange={setOpen}>
      <Button variant={triggerVariant} icon={triggerIcon}>
        {trigger}
      </Button>
      <Modal.Backdrop>
        <Modal.Container>
          <Modal.Dialog>
            <Modal.CloseTrigger />
            <Modal.Header>
              <Modal.Heading>{title}</Modal.Heading>
              {description && <p className="text-muted">{description}</p>}
            </Modal.Header>
            <Modal.Body>
              <Form {...form} onDone={done} className="flex flex-col gap-4 p-0.5">
                {children}
                <div className="mt-1 flex justify-end gap-2">
                  <Button slot="close" variant="ghost">
                    Cancel
                  </Button>
                  <SubmitButton>{submit}</SubmitButton>
                </div>
              </Form>
            </Modal.Body>
          </Modal.Dialog>
        </Modal.Container>
      </Modal.Backdrop>
    </Modal>
  );
}
