"use client";

import { Download, RotateCcw, Trash2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { ActionButton } from "#components/ui/action-button.tsx";
import type { FormAction } from "#components/ui/action-result.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { countOf } from "#components/ui/count.tsx";

export interface SelectionProps {
  restore: FormAction;
  purge: FormAction;
  /** The table, with a ticked box of the name "message" for each row. */
  children: ReactNode;
}

/** What can be done to the ticked messages. */
export function Selection({ restore, purge, children }: SelectionProps) {
  const [keys, setKeys] = useState<readonly string[]>([]);
  const fields = { messages: keys.join(",") };
  const none = keys.length === 0;
  return (
    <form
      onSubmit={(event) => event.preventDefault()}
      onChange={(event) => setKeys(new FormData(event.currentTarget).getAll("message").map(String))}
    >
      <div className="flex flex-wrap items-center gap-2 border-b border-separator px-4 py-2.5 sm:px-5">
        <span className="mr-auto text-muted" aria-live="polite">
          {none ? "Tick messages to restore or purge them." : `${countOf(keys.length, "message")} ticked`}
        </span>
        <ActionButton
          action={restore}
          fields={{ ...fields, kind: "restore" }}
          icon={<RotateCcw aria-hidden className="size-4" />}
          isDisabled={none}
        >
          Restore
        </ActionButton>
        <ActionButton
          action={restore}
          fields={{ ...fields, kind: "restore-for-download" }}
          icon={<Download aria-hidden className="size-4" />}
          isDisabled={none}
        >
          Restore for download
        </ActionButton>
        <ConfirmDialog
          trigger="Purge now"
          triggerIcon={<Trash2 aria-hidden className="size-4" />}
          title={`Purge ${countOf(keys.length, "message")} for good?`}
          action={purge}
          fields={fields}
          confirm="Purge"
          typedWord="purge"
          isDisabled={none}
        >
          <p>Nobody can bring them back after that, and no backup of Popdesk made later has them.</p>
        </ConfirmDialog>
      </div>
      {children}
    </form>
  );
}
