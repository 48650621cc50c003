import { FileText, Trash2 } from "lucide-react";
import type { FormAction } from "#components/ui/action-result.ts";
import { Copyable } from "#components/ui/code.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { Count, countOf } from "#components/ui/count.tsx";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { FormDialog } from "#components/ui/form-dialog.tsx";
import { Octets } from "#components/ui/octets.tsx";
import { StatusChip } from "#components/ui/status-chip.tsx";
import { Switch } from "#components/ui/switch.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { Time } from "#components/ui/time.tsx";
import { deletionWord, type SourceView } from "#server/log-source/schema.ts";
import { sourceStateWords } from "./words.ts";

export interface SourceTableProps {
  sources: readonly SourceView[];
  /** Fields "id" and "isEnabled". */
  enable: FormAction;
  change: FormAction;
  remove: FormAction;
}

/** Which logs are wished to be read, and how far they are. */
export function SourceTable({ sources, enable, change, remove }: SourceTableProps) {
  const columns: readonly Column<SourceView>[] = [
    {
      key: "name",
      title: "Log",
      cell: ({ name, path, zone }) => (
        <span className="flex flex-col">
          <span className="font-medium">{name}</span>
          <span className="font-mono text-xs text-muted wrap-anywhere">{path}</span>
          {zone !== "" && <span className="text-xs text-muted">Stamps without a zone are of {zone}</span>}
        </span>
      ),
    },
    {
      key: "isEnabled",
      title: "Read",
      cell: ({ id, name, isEnabled }) => (
        <Switch
          action={enable}
          name="isEnabled"
          fields={{ id }}
          isSelected={isEnabled}
          label={`Read ${name}`}
          isLabelHidden
        />
      ),
    },
    { key: "state", title: "State", cell: (source) => <State source={source} /> },
    {
      key: "lastAt",
      title: "Newest line",
      cell: ({ fact }) => (fact?.lastAt ? <Time at={fact.lastAt} /> : <span className="text-muted">none</span>),
    },
    { key: "lineCount", title: "Lines", cell: ({ fact }) => <Count value={fact?.lineCount ?? 0} />, align: "end" },
    {
      key: "waiting",
      title: "To be read",
      cell: ({ fact }) => <Octets value={fact?.waitingOctets ?? 0} />,
      align: "end",
      importance: "secondary",
    },
  ];
  return (
    <DataTable
      label="Logs that are read"
      path="/logs/sources"
      query={{}}
      columns={columns}
      rows={sources}
      rowKey={({ id }) => id}
      rowActions={(source) => <Actions source={source} change={change} remove={remove} />}
      empty={
        <Empty icon={FileText} title="No log is read">
          Add the mail log of this machine, such as /var/log/mail.log: its lines show on the page Mail logs, with those
          of its rotated files.
        </Empty>
      }
    />
  );
}

function State({ source }: { source: SourceView }) {
  const { tone, word, meaning } = sourceStateWords(source);
  const trouble = source.isEnabled ? (source.fact?.trouble ?? "") : "";
  const remedy = source.fact?.remedy ?? "";
  return (
    <span className="flex max-w-md flex-col gap-1">
      <StatusChip tone={tone} hint={meaning}>
        {word}
      </StatusChip>
      {trouble !== "" && <span className="text-xs wrap-anywhere">{trouble}</span>}
      {trouble !== "" && remedy !== "" && (
        <Copyable text={remedy} label={`Copy the command that mends ${source.name}`} />
      )}
    </span>
  );
}

function Actions({ source, change, remove }: { source: SourceView; change: FormAction; remove: FormAction }) {
  const { id, name, zone, fact } = source;
  return (
    <span className="flex gap-2">
      <FormDialog
        trigger="Change"
        triggerVariant="ghost"
        title={`Change ${name}`}
        action={change}
        fields={{ id }}
        submit="Save"
      >
        <TextField name="name" label="Name" defaultValue={name} isRequired autoComplete="off" />
        <ZoneField value={zone} />
      </FormDialog>
      <ConfirmDialog
        trigger="Delete"
        triggerIcon={<Trash2 aria-hidden />}
        title={`Delete ${name}?`}
        action={remove}
        fields={{ id }}
        confirm="Delete it with its lines"
        typedWord={deletionWord}
      >
        <p>
          {countOf(fact?.lineCount ?? 0, "line")} of it are forgotten within minutes, and cannot be brought back from
          here. The file itself is not touched. Switched off instead, it is read no further and its lines stay.
        </p>
      </ConfirmDialog>
    </span>
  );
}

export function ZoneField({ value = "" }: { value?: string }) {
  return (
    <TextField
      name="zone"
      label="Time zone of its stamps"
      description="Only for stamps that name none, and for lines read from now on. Empty: that of this machine."
      placeholder="Europe/Vienna"
      defaultValue={value}
      autoComplete="off"
    />
  );
}
