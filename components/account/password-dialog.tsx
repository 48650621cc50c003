"use client";

import { Modal } from "@heroui/react";
import { KeyRound } from "lucide-react";
import { useCallback, useState } from "react";
import type { FormAction } from "#components/ui/action-result.ts";
import { Button, SubmitButton } from "#components/ui/button.tsx";
import { Form } from "#components/ui/form.tsx";
import { NewPasswordField } from "./new-password-field.tsx";
import { SecretOnce } from "#components/ui/secret-once.tsx";

export interface PasswordDialogProps {
  accountId: number;
  address: string;
  hasPassword: boolean;
  action: FormAction;
  generate: FormAction<string>;
}

/** Sets a password, then shows it once: nobody can read it again. */
export function PasswordDialog({ accountId, address, hasPassword, action, generate }: PasswordDialogProps) {
  const [isOpen, setOpen] = useState(false);
  const [password, setPassword] = useState("");
  const [isSet, setDone] = useState(false);
  const done = useCallback(() => setDone(true), []);
  const change = (open: boolean) => {
    setOpen(open);
    if (open) {
      setPassword("");
      setDone(false);
    }
  };
  const title = hasPassword ? "Change password" : "Set a password";
  return (
    <Modal isOpen={isOpen} onOpenChange={change}>
      <Button icon={<KeyRound aria-hidden />}>{title}</Button>
      <Modal.Backdrop isDismissable={!isSet}>
        <Modal.Container>
          <Modal.Dialog>
            <Modal.Header>
              <Modal.Heading>{isSet ? "The password is set" : title}</Modal.Heading>
              <p className="text-muted wrap-anywhere">{address}</p>
            </Modal.Header>
            <Modal.Body>
              {isSet ? (
                <div className="flex flex-col gap-4 p-0.5">
                  <SecretOnce password={password} />
                  <div className="flex justify-end">
                    <Button slot="close" variant="primary">
                      Done
                    </Button>
                  </div>
                </div>
              ) : (
                <Form action={action} fields={{ id: accountId }} onDone={done} className="flex flex-col gap-4 p-0.5">
                  <NewPasswordField
                    label="New password"
                    value={password}
                    onChange={setPassword}
                    generate={generate}
                    known={[address]}
                    description="It holds from the next sign-in on; sessions that are in stay in."
                  />
                  <div className="mt-1 flex justify-end gap-2">
                    <Button slot="close" variant="ghost">
                      Cancel
                    </Button>
                    <SubmitButton>Set password</SubmitButton>
                  </div>
                </Form>
              )}
            </Modal.Body>
          </Modal.Dialog>
        </Modal.Container>
      </Modal.Backdrop>
    </Modal>
  );
}
