import { SearchX, Stethoscope } from "lucide-react";
import type { Metadata } from "next";
import { FindingItems } from "#components/finding/finding-list.tsx";
import { findingWords } from "#components/finding/words.ts";
import { Live } from "#components/live/live.tsx";
import { LinkButton } from "#components/ui/button.tsx";
import { countOf } from "#components/ui/count.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { FilterLinks } from "#components/ui/filter-links.tsx";
import { Page } from "#components/ui/page.tsx";
import { Pager } from "#components/ui/pager.tsx";
import type { Query } from "#components/ui/query.ts";
import { SearchFilter } from "#components/ui/search-filter.tsx";
import { Section } from "#components/ui/section.tsx";
import { countFindings, readFindings } from "#server/finding/read.ts";
import { findingKinds, findingList } from "#server/finding/schema.ts";
import { requireAdministrator } from "#server/web/require-administrator.ts";
import { theStore } from "#server/web/the-store.ts";
import { fixFindingAction } from "./actions.ts";

export const metadata: Metadata = { title: "Findings" };

const states = [
  { value: "open", label: "Now" },
  { value: "ended", label: "Gone" },
];
const kinds = [
  { value: "all", label: "All" },
  ...findingKinds.map((kind) => ({ value: kind, label: findingWords[kind].short })),
];

export default async function FindingsPage({ searchParams }: { searchParams: Promise<Query> }) {
  await requireAdministrator();
  const query = await searchParams;
  const list = findingList.parse({ pageSize: 20, ...query });
  const store = await theStore();
  const [{ rows, total, page, pageSize }, counts] = await Promise.all([
    readFindings(store, list),
    countFindings(store),
  ]);
  const isFiltered = list.search !== "" || list.kind !== "all" || list.accountId !== undefined;
  return (
    <Page
      title="Findings"
      description={
        counts.findings === 0
          ? "No mail program does anything that costs mail or too much of the server."
          : `${countOf(counts.findings, "finding")} about ${countOf(counts.accounts, "account")}: what their mail programs do, and what mends it.`
      }
    >
      <Live topics={["findings", "changes"]} />
      <div className="flex flex-col gap-3">
        <div className="flex flex-wrap items-center justify-between gap-3">
          <SearchFilter placeholder="Account" />
          <FilterLinks label="Now or gone" name="state" choices={states} path="/findings" query={query} />
        </div>
        <FilterLinks label="What was found" name="kind" choices={kinds} path="/findings" query={query} />
        <Section isFlush>
          {rows.length > 0 ? (
            <FindingItems findings={rows} fix={fixFindingAction} namesAccount />
          ) : isFiltered || list.state === "ended" ? (
            <Empty
              icon={SearchX}
              title="No finding matches"
              actions={<LinkButton href="/findings">Show what holds now</LinkButton>}
            />
          ) : (
            <Empty icon={Stethoscope} title="Nothing was found">
              The daemon looks through the sessions as they end: programs that leave without QUIT, that download the
              same mail again, never clean up, take mail from each other, or come every few seconds.
            </Empty>
          )}
          {total > pageSize && <Pager path="/findings" query={query} total={total} page={page} pageSize={pageSize} />}
        </Section>
      </div>
    </Page>
  );
}
