import type { Metadata } from "next";
import { Live } from "#components/live/live.tsx";
import { AddSource, SuggestedSources } from "#components/log-source/add-source.tsx";
import { KeptForm } from "#components/log-source/kept-form.tsx";
import { SourceTable } from "#components/log-source/source-table.tsx";
import { keptSentence } from "#components/log-source/words.ts";
import { LastChange } from "#components/ui/last-change.tsx";
import { Page } from "#components/ui/page.tsx";
import { Section } from "#components/ui/section.tsx";
import { readLastSettingChange } from "#server/audit/read-last-change.ts";
import { readKept } from "#server/log-entry/read-kept.ts";
import { allowedFolders } from "#server/log-source/allowed-place.ts";
import { readSources, readSuggested } from "#server/log-source/read.ts";
import { readSettings } from "#server/setting/read.ts";
import { requireAdministrator } from "#server/web/require-administrator.ts";
import { theStore } from "#server/web/the-store.ts";
import {
  addSourceAction,
  changeKeptAction,
  changeSourceAction,
  deleteSourceAction,
  enableSourceAction,
  previewKeptAction,
} from "./actions.ts";

export const metadata: Metadata = { title: "Log sources" };

export default async function LogSourcesPage() {
  await requireAdministrator();
  const store = await theStore();
  const [sources, suggested, kept, settings, change] = await Promise.all([
    readSources(store),
    readSuggested(store),
    readKept(store),
    readSettings(store),
    readLastSettingChange(store, ["mailLogDays", "mailLogMegabytes"]),
  ]);
  const { mailLogDays, mailLogMegabytes } = settings;
  return (
    <Page
      title="Log sources"
      description="Which mail logs of this machine are read, how far, and how long their lines are kept."
      back={{ href: "/logs", label: "Mail logs" }}
      actions={<AddSource folders={allowedFolders(store.environment)} action={addSourceAction} />}
    >
      <Live topics={["sources", "changes"]} />
      <SuggestedSources suggested={suggested} action={addSourceAction} />
      <Section isFlush={sources.length > 0}>
        <SourceTable
          sources={sources}
          enable={enableSourceAction}
          change={changeSourceAction}
          remove={deleteSourceAction}
        />
      </Section>
      <Section title="How long lines are kept" description={keptSentence(kept, mailLogDays, mailLogMegabytes)}>
        <div className="flex flex-col gap-4">
          <KeptForm
            key={`${mailLogDays} ${mailLogMegabytes}`}
            days={mailLogDays}
            megabytes={mailLogMegabytes}
            action={changeKeptAction}
            preview={previewKeptAction}
          />
          <LastChange change={change} />
        </div>
      </Section>
    </Page>
  );
}
