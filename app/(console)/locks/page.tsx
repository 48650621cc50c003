import type { Metadata } from "next";
import { Live } from "#components/live/live.tsx";
import { SpoolFolders } from "#components/lock-file/spool-folders.tsx";
import { LockTable } from "#components/lock/lock-table.tsx";
import { locksSentence } from "#components/lock/words.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { countOf } from "#components/ui/count.tsx";
import { FilterLinks } from "#components/ui/filter-links.tsx";
import { Page } from "#components/ui/page.tsx";
import type { Query } from "#components/ui/query.ts";
import { SearchFilter } from "#components/ui/search-filter.tsx";
import { Section } from "#components/ui/section.tsx";
import { countLocks, readLocks } from "#server/lock/read.ts";
import { lockList } from "#server/lock/schema.ts";
import { readSpoolFolders } from "#server/lock-file/folders.ts";
import { requireAdministrator } from "#server/web/require-administrator.ts";
import { theStore } from "#server/web/the-store.ts";
import {
  addSpoolFolderAction,
  clearLockAction,
  clearStaleLocksAction,
  removeLockFileAction,
  removeSpoolFolderAction,
} from "./actions.ts";

export const metadata: Metadata = { title: "Locks" };

const filters = [
  { value: "all", label: "All" },
  { value: "stale", label: "Stale" },
];

export default async function LocksPage({ searchParams }: { searchParams: Promise<Query> }) {
  await requireAdministrator();
  const query = await searchParams;
  const list = lockList.parse(query);
  const store = await theStore();
  const [result, counts, folders] = await Promise.all([
    readLocks(store, list),
    countLocks(store),
    readSpoolFolders(store),
  ]);
  return (
    <Page
      title="Locks"
      description={<span className="live-fact">{locksSentence(counts)}</span>}
      actions={
        counts.stale > 0 && (
          <ConfirmDialog
            trigger="Clear all stale"
            title={`Clear ${countOf(counts.stale, "stale lock")}?`}
            action={clearStaleLocksAction}
            confirm="Clear them"
          >
            <p>
              Their accounts can sign in again at once. Should one of the sessions turn out to live, its QUIT removes
              nothing. Locks of living sessions stay.
            </p>
          </ConfirmDialog>
        )
      }
    >
      <Live topics={["sessions", "locks", "changes"]} />
      <div className="flex flex-col gap-3">
        <div className="flex flex-wrap items-center justify-between gap-3">
          <SearchFilter placeholder="Account or IP address" />
          <FilterLinks label="Which locks" name="filter" choices={filters} path="/locks" query={query} />
        </div>
        <div className="live-fact">
          <Section isFlush>
            <LockTable
              result={result}
              query={query}
              isFiltered={list.search !== "" || list.filter !== "all"}
              clear={clearLockAction}
            />
          </Section>
        </div>
      </div>
      <SpoolFolders
        folders={folders}
        roots={store.environment.spoolRoots}
        add={addSpoolFolderAction}
        forget={removeSpoolFolderAction}
        removeFile={removeLockFileAction}
      />
    </Page>
  );
}
