import { BellRing, SearchX } from "lucide-react";
import type { Metadata } from "next";
import { AlertItems } from "#components/alert/alert-list.tsx";
import { Live } from "#components/live/live.tsx";
import { LinkButton } from "#components/ui/button.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { FilterLinks } from "#components/ui/filter-links.tsx";
import { Page } from "#components/ui/page.tsx";
import { Pager } from "#components/ui/pager.tsx";
import type { Query } from "#components/ui/query.ts";
import { SearchFilter } from "#components/ui/search-filter.tsx";
import { Section } from "#components/ui/section.tsx";
import { readAlerts } from "#server/alert/read.ts";
import { conditionTitles } from "#server/alert/rules.ts";
import { alertList, conditionNames } from "#server/alert/schema.ts";
import { requireAdministrator } from "#server/web/require-administrator.ts";
import { theStore } from "#server/web/the-store.ts";
import { acknowledgeAction, muteAction } from "../actions.ts";

export const metadata: Metadata = { title: "History of alerts" };

const states = [
  { value: "all", label: "All" },
  { value: "firing", label: "Now" },
  { value: "resolved", label: "Over" },
];
const severities = [
  { value: "all", label: "Any" },
  { value: "critical", label: "Critical" },
  { value: "warning", label: "Warning" },
];
const conditions = [
  { value: "all", label: "Everything" },
  ...conditionNames.map((value) => ({ value, label: conditionTitles[value] })),
];

export default async function AlertHistoryPage({ searchParams }: { searchParams: Promise<Query> }) {
  await requireAdministrator();
  const query = await searchParams;
  const list = alertList.parse({ state: "all", pageSize: 20, ...query });
  const store = await theStore();
  const { rows, total, page, pageSize } = await readAlerts(store, list);
  const isFiltered = list.search !== "" || list.condition !== "all" || list.severity !== "all" || list.state !== "all";
  return (
    <Page
      title="History of alerts"
      description="What was wrong, from when to when, and who was told. Kept for a year."
      actions={<LinkButton href="/alerts">Alerts</LinkButton>}
    >
      <Live topics={["alerts", "changes"]} />
      <div className="flex flex-col gap-3">
        <div className="flex flex-wrap items-center justify-between gap-3">
          <SearchFilter placeholder="Text" />
          <div className="flex flex-wrap gap-2">
            <FilterLinks label="Severity" name="severity" choices={severities} path="/alerts/history" query={query} />
            <FilterLinks label="Now or over" name="state" choices={states} path="/alerts/history" query={query} />
          </div>
        </div>
        <FilterLinks label="Condition" name="condition" choices={conditions} path="/alerts/history" query={query} />
        <Section isFlush>
          {rows.length > 0 ? (
            <AlertItems alerts={rows} acknowledge={acknowledgeAction} mute={muteAction} />
          ) : isFiltered ? (
            <Empty
              icon={SearchX}
              title="No alert matches"
              actions={<LinkButton href="/alerts/history">Show all</LinkButton>}
            />
          ) : (
            <Empty icon={BellRing} title="Nothing has been wrong yet">
              Each alert stays here for a year after it is over, with who was told of it and when.
            </Empty>
          )}
          {total > pageSize && (
            <Pager path="/alerts/history" query={query} total={total} page={page} pageSize={pageSize} />
          )}
        </Section>
      </div>
    </Page>
  );
}
