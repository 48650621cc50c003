import { FolderLock, Plus, Trash2 } from "lucide-react";
import { ActionButton } from "#components/ui/action-button.tsx";
import type { FormAction } from "#components/ui/action-result.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { countOf } from "#components/ui/count.tsx";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { FormDialog } from "#components/ui/form-dialog.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Section } from "#components/ui/section.tsx";
import { StatusChip } from "#components/ui/status-chip.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { Time } from "#components/ui/time.tsx";
import { type LockFile, removalWord, type SpoolFolder } from "#server/lock-file/schema.ts";
import { writerText, writerWords } from "./words.ts";

export interface SpoolFoldersProps {
  folders: readonly SpoolFolder[];
  /** Within which a folder must lie. */
  roots: readonly string[];
  add: FormAction;
  forget: FormAction;
  removeFile: FormAction;
}

/** Lock files that other programs left in their spools. */
export function SpoolFolders({ folders, roots, add, forget, removeFile }: SpoolFoldersProps) {
  return (
    <Section
      title="Lock files of other programs"
      description="Another POP3 server, procmail or a script that died beside its lock file (.pop3.lock, *.lock) keeps everybody out of a mailbox that is not Popdesk's. Only what a dead process wrote is removed."
      actions={
        <FormDialog
          trigger="Look through a folder"
          triggerIcon={<Plus aria-hidden />}
          title="Look through a folder"
          description={`It must lie within ${roots.join(", ") || "a folder that POPDESK_SPOOLS names"}. Folders within it are not looked through.`}
          action={add}
          submit="Add"
        >
          <TextField name="path" label="Folder" placeholder="/var/mail" isMonospace isRequired autoComplete="off" />
        </FormDialog>
      }
      isFlush={folders.length > 0}
    >
      {folders.length === 0 ? (
        <Empty icon={FolderLock} title="No folder is looked through">
          Where another mail program still keeps mailboxes on this machine, add its folder: lock files show here with
          the process that wrote them.
        </Empty>
      ) : (
        <ul className="flex flex-col divide-y divide-separator">
          {folders.map((folder) => (
            <Folder key={folder.id} folder={folder} forget={forget} removeFile={removeFile} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function Folder({
  folder,
  forget,
  removeFile,
}: { folder: SpoolFolder } & Pick<SpoolFoldersProps, "forget" | "removeFile">) {
  const { id, path, files, moreCount, errorText } = folder;
  const dead = files.filter(({ writer }) => writer === "dead").length;
  return (
    <li className="flex flex-col">
      <div className="flex flex-wrap items-center justify-between gap-2 px-4 py-3 sm:px-5">
        <div className="flex min-w-0 flex-col">
          <span className="font-mono text-[0.8125rem] font-medium wrap-anywhere">{path}</span>
          <span className="text-xs text-muted">
            {errorText === null && (files.length === 0 ? "No lock file." : filesText(files.length + moreCount, dead))}
          </span>
        </div>
        <ActionButton action={forget} fields={{ id }} variant="ghost" label={`Look through ${path} no longer`}>
          Look no longer
        </ActionButton>
      </div>
      {errorText !== null && (
        <div className="px-4 pb-3 sm:px-5">
          <Notice tone="warning" title="This folder cannot be looked through.">
            {errorText}
          </Notice>
        </div>
      )}
      {files.length > 0 && (
        <DataTable
          label={`Lock files in ${path}`}
          path="/locks"
          query={{}}
          columns={columns}
          rows={files}
          rowKey={({ name }) => name}
          rowActions={(file) => <RemoveFile folder={folder} file={file} action={removeFile} />}
          empty={null}
        />
      )}
      {moreCount > 0 && (
        <p className="border-t border-separator px-5 py-3 text-muted">And {countOf(moreCount, "more file")}.</p>
      )}
    </li>
  );
}

function filesText(count: number, dead: number): string {
  const all = countOf(count, "lock file");
  return dead === 0 ? `${all}, none left by a dead process.` : `${all}, ${dead} left by a dead process.`;
}

const columns: readonly Column<LockFile>[] = [
  { key: "name", title: "File", cell: ({ name }) => <span className="font-mono text-[0.8125rem]">{name}</span> },
  {
    key: "process",
    title: "Process",
    cell: (file) => writerText(file) ?? <span className="text-muted">none named</span>,
  },
  {
    key: "writer",
    title: "Its writer",
    cell: ({ writer }) => {
      const { tone, word, meaning } = writerWords[writer];
      return (
        <StatusChip tone={tone} hint={meaning}>
          {word}
        </StatusChip>
      );
    },
  },
  { key: "writtenAt", title: "Written", cell: ({ writtenAt }) => <Time at={writtenAt} />, align: "end" },
];

function RemoveFile({ folder, file, action }: { folder: SpoolFolder; file: LockFile; action: FormAction }) {
  const { name, inode, writer } = file;
  if (writer !== "dead" && writer !== "reused") return null;
  return (
    <ConfirmDialog
      trigger="Remove"
      triggerIcon={<Trash2 aria-hidden />}
      title={`Remove ${name}?`}
      action={action}
      fields={{ folderId: folder.id, name, inode }}
      confirm="Remove the file"
      typedWord={writer === "reused" ? removalWord : undefined}
    >
      <p>
        {writerWords[writer].meaning} Before it goes it is looked at again: a fresh lock of the same name is never
        taken.
      </p>
    </ConfirmDialog>
  );
}
