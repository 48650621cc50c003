import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { ApplyImport } from "#components/account/apply-import.tsx";
import { ImportPreview, verdictWords } from "#components/account/import-preview.tsx";
import { countOf, formatCount } from "#components/ui/count.tsx";
import { FilterLinks } from "#components/ui/filter-links.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Page } from "#components/ui/page.tsx";
import type { Query } from "#components/ui/query.ts";
import { Section } from "#components/ui/section.tsx";
import { type ImportVerdict, importOrder, importVerdicts } from "#server/account/import/schema.ts";
import { rowId } from "#server/input/schema.ts";
import { countTaskItems, readTask, readTaskItems } from "#server/task/read.ts";
import { taskItemList } from "#server/task/schema.ts";
import { requireAdministrator } from "#server/web/require-administrator.ts";
import { theStore } from "#server/web/the-store.ts";
import { discardImportAction, startImportAction } from "../../actions.ts";

export const metadata: Metadata = { title: "Import accounts" };

interface ImportProps {
  params: Promise<{ id: string }>;
  searchParams: Promise<Query>;
}

export default async function ImportPreviewPage({ params, searchParams }: ImportProps) {
  await requireAdministrator();
  const store = await theStore();
  const [{ id: text }, query] = [await params, await searchParams];
  const id = rowId.safeParse(text);
  const task = id.success ? await readTask(store, id.data) : null;
  if (task === null || task.kind !== "account-import") notFound();
  if (task.state !== "draft") redirect(`/tasks/${task.id}`);
  const { fileName, unknown } = importOrder.parse(task.input);
  const [items, counts] = await Promise.all([
    readTaskItems(store, task.id, taskItemList.parse(query)),
    countTaskItems(store, task.id),
  ]);
  const count = (verdict: ImportVerdict) => counts.find((each) => each.verdict === verdict)?.count ?? 0;
  const path = `/accounts/import/${task.id}`;
  const refusedCount = count("refused") + count("duplicate");
  return (
    <Page
      title={`Import from ${fileName}`}
      back={{ href: "/accounts/import", label: "Import accounts" }}
      description={`${countOf(count("new"), "new account")}, ${formatCount(count("change"))} to change, ${formatCount(count("unchanged"))} as they are, ${formatCount(count("domain"))} of unknown domains, ${formatCount(refusedCount)} refused. Nothing is changed yet.`}
    >
      {unknown.length > 0 && (
        <Notice tone="warning" title={`Left out: ${unknown.join(", ")}.`}>
          Nobody knows what these columns mean.
        </Notice>
      )}
      <Section>
        <ApplyImport
          id={task.id}
          domainCount={count("domain")}
          canApply={count("new") + count("change") + count("domain") > 0}
          apply={startImportAction}
          discard={discardImportAction}
        />
      </Section>
      <div className="flex flex-col gap-3">
        <FilterLinks
          label="Which lines"
          name="verdict"
          path={path}
          query={query}
          choices={[
            { value: "", label: "All" },
            ...importVerdicts.map((verdict) => ({
              value: verdict,
              label: `${verdictWords[verdict].word} ${formatCount(count(verdict))}`,
            })),
          ]}
        />
        <Section isFlush>
          <ImportPreview path={path} query={query} result={items} />
        </Section>
      </div>
    </Page>
  );
}
