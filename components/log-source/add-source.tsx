import { Plus } from "lucide-react";
import { ActionButton } from "#components/ui/action-button.tsx";
import type { FormAction } from "#components/ui/action-result.ts";
import { Copyable } from "#components/ui/code.tsx";
import { FormDialog } from "#components/ui/form-dialog.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import type { SuggestedSource } from "#server/log-source/schema.ts";
import { ZoneField } from "./source-table.tsx";

const kinds = [
  { value: "file", label: "Log file", description: "As syslog, Dovecot or Exim write it." },
  { value: "journal", label: "Journal export", description: "What journalctl -o json writes into a file." },
] as const;

/** A button that asks for a log's path. */
export function AddSource({ folders, action }: { folders: readonly string[]; action: FormAction }) {
  return (
    <FormDialog
      trigger="Add a log"
      triggerVariant="primary"
      triggerIcon={<Plus aria-hidden />}
      title="Add a log"
      description={`It must lie within ${folders.join(", ")}: the variable POPDESK_LOG_FOLDERS names these folders.`}
      action={action}
      submit="Add"
    >
      <TextField
        name="path"
        label="Path"
        description="Its rotated files (.1, .2.gz, -20261121) belong to it. In the last part * may stand for anything."
        placeholder="/var/log/mail.log"
        isMonospace
        isRequired
        autoComplete="off"
      />
      <TextField name="name" label="Name" placeholder="mail.log" isRequired autoComplete="off" />
      <SelectField name="kind" label="What it is" options={kinds} defaultValue="file" />
      <ZoneField />
    </FormDialog>
  );
}

/** Logs that are there and are not read, each with what is to be done. */
export function SuggestedSources({ suggested, action }: { suggested: readonly SuggestedSource[]; action: FormAction }) {
  return suggested.map(({ path, name, kind, trouble, remedy }) =>
    trouble === "" ? (
      <Notice
        key={path}
        tone="info"
        title={`${path} is there and is not read.`}
        actions={
          <ActionButton action={action} fields={{ path, name, kind }} variant="secondary" label={`Read ${path}`}>
            Read it
          </ActionButton>
        }
      />
    ) : (
      <Notice key={path} tone="warning" title={trouble}>
        {remedy !== "" && (
          <span className="flex flex-col gap-1">
            Let the log reader read it, and start Popdesk anew if it joined a group:
            <Copyable text={remedy} label={`Copy the command that grants ${path}`} />
          </span>
        )}
      </Notice>
    ),
  );
}
