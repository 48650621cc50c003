"use client";

import { Modal } from "@heroui/react";
import { type ReactNode, useCallback, useState } from "react";
import type { ActionResult, FormAction } from "./action-result.ts";
import { Button, type ButtonVariant, SubmitButton } from "./button.tsx";
import { Form } from "./form.tsx";
import { SecretOnce } from "./secret-once.tsx";

export interface SecretDialogProps<Data> {
  trigger: string;
  triggerVariant?: ButtonVariant;
  triggerIcon?: ReactNode;
  title: string;
  description?: ReactNode;
  /** The same once it is done. */
  doneTitle: string;
  doneDescription?: ReactNode;
  action: FormAction<Data>;
  fields?: Record<string, string | number>;
  submit: string;
  /** What is shown once. */
  secretOf: (result: ActionResult<Data>) => string;
  /** Each time it opens: the place to empty what was typed. */
  onOpen?: () => void;
  /** The fields. */
  children: ReactNode;
}

/** A form over the page that sets or makes a secret, then shows it once: nobody can read it again. */
export function SecretDialog<Data>(props: SecretDialogProps<Data>) {
  const { trigger, triggerVariant, triggerIcon, title, description, doneTitle, doneDescription } = props;
  const { action, fields, submit, secretOf, onOpen, children } = props;
  const [isOpen, setOpen] = useState(false);
  const [result, setResult] = useState<ActionResult<Data> | null>(null);
  const done = useCallback((answer: ActionResult<Data>) => setResult(answer), []);
  const change = (open: boolean) => {
    setOpen(open);
    if (!open) return;
    setResult(null);
    onOpen?.();
  };
  const said = result === null ? description : (doneDescription ?? description);
  return (
    <Modal isOpen={isOpen} onOpenChange={change}>
      <Button variant={triggerVariant} icon={triggerIcon}>
        {trigger}
      </Button>
      <Modal.Backdrop isDismissable={result === null}>
        <Modal.Container>
          <Modal.Dialog>
            <Modal.Header>
              <Modal.Heading>{result === null ? title : doneTitle}</Modal.Heading>
              {said && <p className="text-muted wrap-anywhere">{said}</p>}
            </Modal.Header>
            <Modal.Body>
              {result === null ? (
                <Form action={action} fields={fields} onDone={done} className="flex flex-col gap-4 p-0.5">
                  {children}
                  <div className="mt-1 flex justify-end gap-2">
                    <Button slot="close" variant="ghost">
                      Cancel
                    </Button>
                    <SubmitButton>{submit}</SubmitButton>
                  </div>
                </Form>
              ) : (
                <div className="flex flex-col gap-4 p-0.5">
                  <SecretOnce password={secretOf(result)} />
                  <div className="flex justify-end">
                    <Button slot="close" variant="primary">
                      Done
                    </Button>
                  </div>
                </div>
              )}
            </Modal.Body>
          </Modal.Dialog>
        </Modal.Container>
      </Modal.Backdrop>
    </Modal>
  );
}
