"use client";

import { Modal } from "@heroui/react";
import { Plus } from "lucide-react";
import { useCallback, useState } from "react";
import type { ActionResult, FormAction } from "#components/ui/action-result.ts";
import { Button, SubmitButton } from "#components/ui/button.tsx";
import { Form } from "#components/ui/form.tsx";
import { SecretOnce } from "#components/ui/secret-once.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";

const spans = [
  { value: "", label: "Until it is revoked" },
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
  { value: "365", label: "1 year" },
];

/** Makes an app password, then shows it once: nobody can read it again. */
export function NewAppPassword({ accountId, action }: { accountId: number; action: FormAction<string> }) {
  const [isOpen, setOpen] = useState(false);
  const [made, setMade] = useState<string | null>(null);
  const done = useCallback((result: ActionResult<string>) => setMade(result.data ?? null), []);
  const change = (open: boolean) => {
    setOpen(open);
    if (open) setMade(null);
  };
  return (
    <Modal isOpen={isOpen} onOpenChange={change}>
      <Button icon={<Plus aria-hidden />}>Make an app password</Button>
      <Modal.Backdrop isDismissable={made === null}>
        <Modal.Container>
          <Modal.Dialog>
            <Modal.Header>
              <Modal.Heading>{made === null ? "Make an app password" : "The app password is made"}</Modal.Heading>
              <p className="text-muted">
                {made === null
                  ? "It is made at random and shown once."
                  : "Type it into the mail program in place of the password; capitals, blanks and hyphens do not matter."}
              </p>
            </Modal.Header>
            <Modal.Body>
              {made === null ? (
                <Form action={action} fields={{ accountId }} onDone={done} className="flex flex-col gap-4 p-0.5">
                  <TextField
                    name="name"
                    label="What is it for?"
                    placeholder="Ann's phone"
                    autoComplete="off"
                    autoFocus
                  />
                  <SelectField name="days" label="It works for" options={spans} defaultValue="365" />
                  <TextField
                    name="allowedNetworks"
                    label="Only from these networks"
                    isMonospace
                    autoComplete="off"
                    description="Empty: from wherever the account may sign in."
                  />
                  <div className="mt-1 flex justify-end gap-2">
                    <Button slot="close" variant="ghost">
                      Cancel
                    </Button>
                    <SubmitButton>Make it</SubmitButton>
                  </div>
                </Form>
              ) : (
                <div className="flex flex-col gap-4 p-0.5">
                  <SecretOnce password={made} />
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
