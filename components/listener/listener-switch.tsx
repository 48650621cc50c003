"use client";

import { AlertDialog } from "@heroui/react";
import { useCallback, useState } from "react";
import type { FormAction } from "#components/ui/action-result.ts";
import { Button, SubmitButton } from "#components/ui/button.tsx";
import { Form } from "#components/ui/form.tsx";
import { Switch } from "#components/ui/switch.tsx";
import type { ClosingEffect, ListenerView } from "#server/listener/schema.ts";
import { ClosingFields } from "./closing-fields.tsx";
import { whereOf } from "./words.ts";

export interface ListenerSwitchProps {
  listener: ListenerView;
  action: FormAction;
  preview: FormAction<ClosingEffect>;
}

/** On acts at once; off first says who is inside and who would break. */
export function ListenerSwitch({ listener, action, preview }: ListenerSwitchProps) {
  const { id, name, isEnabled, closing } = listener;
  const [isAsking, setAsking] = useState(false);
  const ask = useCallback(() => setAsking(true), []);
  const done = useCallback(() => setAsking(false), []);
  return (
    <>
      <Switch
        action={action}
        name="isEnabled"
        fields={{ id }}
        isSelected={isEnabled}
        label={`${name}: ${isEnabled ? "on" : "off"}`}
        isLabelHidden
        askOff={ask}
      />
      <AlertDialog isOpen={isAsking} onOpenChange={setAsking}>
        <AlertDialog.Backdrop isKeyboardDismissDisabled={false}>
          <AlertDialog.Container>
            <AlertDialog.Dialog>
              <AlertDialog.Header>
                <AlertDialog.Heading>{`Close ${name}?`}</AlertDialog.Heading>
              </AlertDialog.Header>
              <AlertDialog.Body>
                <Form
                  action={action}
                  fields={{ id, isEnabled: "false" }}
                  onDone={done}
                  className="flex flex-col gap-4 p-0.5"
                >
                  <p className="text-muted">
                    It listens on {whereOf(listener)}, and is closed within a second. It can be opened again here.
                  </p>
                  <ClosingFields closing={closing} preview={preview} />
                  <div className="mt-1 flex justify-end gap-2">
                    <Button slot="close" variant="ghost">
                      Cancel
                    </Button>
                    <SubmitButton variant="danger">Close it</SubmitButton>
                  </div>
                </Form>
              </AlertDialog.Body>
            </AlertDialog.Dialog>
          </AlertDialog.Container>
        </AlertDialog.Backdrop>
      </AlertDialog>
    </>
  );
}
