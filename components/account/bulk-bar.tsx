"use client";

import { Modal } from "@heroui/react";
import { useCallback, useState } from "react";
import { ActionButton } from "#components/ui/action-button.tsx";
import type { ActionResult, FormAction } from "#components/ui/action-result.ts";
import { Button, LinkButton, SubmitButton } from "#components/ui/button.tsx";
import { countOf, formatCount } from "#components/ui/count.tsx";
import { Form } from "#components/ui/form.tsx";
import { formatOctets } from "#components/ui/octets.tsx";
import { Preview } from "#components/ui/preview.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import type { BulkChangeName, BulkEffect } from "#server/account/bulk/schema.ts";
import { useSelection } from "./selection.tsx";

export interface BulkDone {
  taskId: number;
  changingCount: number;
  isDone: boolean;
}

export interface BulkBarProps {
  /** How many match the filter of the list, and the filter. */
  total: number;
  filter: { search: string; filter: string; domainId: number | undefined };
  change: FormAction<BulkDone>;
  preview: FormAction<BulkEffect>;
  undo: FormAction;
}

const choices: readonly { value: BulkChangeName; label: string }[] = [
  { value: "receive-on", label: "Let them receive mail" },
  { value: "receive-off", label: "Let them receive no mail" },
  { value: "sign-in-on", label: "Let them sign in" },
  { value: "sign-in-off", label: "Let them sign in no more" },
  { value: "quota", label: "Set their quota" },
  { value: "delete", label: "Delete them" },
];

/** What can be done with the chosen rows. Stands above the list while something is chosen, and after it was done until the next choice. */
export function BulkBar({ total, filter, change, preview, undo }: BulkBarProps) {
  const { ids, isAll, chooseAll, clear } = useSelection();
  const [last, setLast] = useState<BulkDone | null>(null);
  const count = isAll ? total : ids.size;
  const done = useCallback(
    (result: ActionResult<BulkDone>) => {
      setLast(result.data ?? null);
      clear();
    },
    [clear],
  );
  if (count === 0 && last === null) return null;
  return (
    <div role="status" className="flex flex-wrap items-center gap-x-3 gap-y-2 rounded-lg bg-accent-soft px-4 py-2">
      {count > 0 ? (
        <>
          <span className="font-medium">{countOf(count, "account")} chosen</span>
          {!isAll && ids.size < total && (
            <Button variant="ghost" onPress={chooseAll}>
              {`All ${formatCount(total)} that match`}
            </Button>
          )}
          <ChangeDialog
            title={`Change ${countOf(count, "account")}`}
            fields={{
              ids: isAll ? "" : [...ids].join(","),
              isAll: String(isAll),
              search: filter.search,
              filter: filter.filter,
              domainId: filter.domainId ?? "",
            }}
            change={change}
            preview={preview}
            onDone={done}
          />
          <Button variant="ghost" onPress={clear}>
            Choose none
          </Button>
        </>
      ) : (
        last && (
          <>
            <span className="font-medium">
              {last.isDone
                ? `${countOf(last.changingCount, "account")} changed.`
                : `${countOf(last.changingCount, "account")} are being changed, as a task.`}
            </span>
            {last.isDone && (
              <ActionButton action={undo} fields={{ id: last.taskId }}>
                Undo
              </ActionButton>
            )}
            <LinkButton href={`/tasks/${last.taskId}`} variant="ghost">
              Show
            </LinkButton>
          </>
        )
      )}
    </div>
  );
}

interface ChangeDialogProps extends Pick<BulkBarProps, "change" | "preview"> {
  title: string;
  fields: Record<string, string | number>;
  onDone: (result: ActionResult<BulkDone>) => void;
}

function ChangeDialog({ title, fields, change, preview, onDone }: ChangeDialogProps) {
  const [isOpen, setOpen] = useState(false);
  const [chosen, setChosen] = useState<string>("sign-in-off");
  const [typed, setTyped] = useState("");
  const isDeletion = chosen === "delete";
  const done = (result: ActionResult<BulkDone>) => {
    setOpen(false);
    setTyped("");
    onDone(result);
  };
  return (
    <Modal isOpen={isOpen} onOpenChange={setOpen}>
      <Button variant="primary">Change…</Button>
      <Modal.Backdrop>
        <Modal.Container>
          <Modal.Dialog>
            <Modal.CloseTrigger />
            <Modal.Header>
              <Modal.Heading>{title}</Modal.Heading>
            </Modal.Header>
            <Modal.Body>
              <Form action={change} fields={fields} onDone={done} className="flex flex-col gap-4 p-0.5">
                <SelectField name="change" label="What" value={chosen} onChange={setChosen} options={choices} />
                {chosen === "quota" && (
                  <div className="grid gap-4 sm:grid-cols-2">
                    <TextField
                      name="quotaOctets"
                      label="Quota"
                      placeholder="No limit"
                      description="Such as 500 MB or 2 GB."
                      isRequired={false}
                      autoComplete="off"
                    />
                    <TextField
                      name="quotaMessages"
                      label="Most messages"
                      placeholder="No limit"
                      inputMode="numeric"
                      isRequired={false}
                      autoComplete="off"
                    />
                  </div>
                )}
                <Preview action={preview}>
                  {(effect) => <p className="text-muted">{effect ? effectText(effect, isDeletion) : "Counting …"}</p>}
                </Preview>
                {isDeletion && (
                  <TextField
                    name="typedWord"
                    label="Type delete to confirm"
                    value={typed}
                    onChange={setTyped}
                    autoComplete="off"
                    isMonospace
                  />
                )}
                <div className="mt-1 flex justify-end gap-2">
                  <Button slot="close" variant="ghost">
                    Cancel
                  </Button>
                  <SubmitButton
                    variant={isDeletion ? "danger" : "primary"}
                    isDisabled={isDeletion && typed.trim() !== "delete"}
                  >
                    {isDeletion ? "Delete accounts" : "Change"}
                  </SubmitButton>
                </div>
              </Form>
            </Modal.Body>
          </Modal.Dialog>
        </Modal.Container>
      </Modal.Backdrop>
    </Modal>
  );
}

function effectText({ changingCount, alreadyCount, messageCount, octets }: BulkEffect, isDeletion: boolean): string {
  if (isDeletion) {
    return `${countOf(changingCount, "account")} with ${countOf(messageCount, "message")}, ${formatOctets(octets)}, ${changingCount === 1 ? "is deleted. It" : "are deleted. They"} can be restored for a while.`;
  }
  const so = alreadyCount === 0 ? "" : ` ${formatCount(alreadyCount)} are so already.`;
  return changingCount === 0
    ? "All of them are so already."
    : `${countOf(changingCount, "account")} would change.${so} It can be undone.`;
}
