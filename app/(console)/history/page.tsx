import type { Metadata } from "next";
import Link from "next/link";
import { PastSessions } from "#components/session/past-sessions.tsx";
import { countOf } from "#components/ui/count.tsx";
import { FilterLinks } from "#components/ui/filter-links.tsx";
import { Page } from "#components/ui/page.tsx";
import { hrefWith, type Query } from "#components/ui/query.ts";
import { SearchFilter } from "#components/ui/search-filter.tsx";
import { Section } from "#components/ui/section.tsx";
import { readPastSessions } from "#server/session/read.ts";
import { pastSessionList, pastSessionSpans } from "#server/session/schema.ts";
import { readSettings } from "#server/setting/read.ts";
import { requireAdministrator } from "#server/web/require-administrator.ts";
import { theStore } from "#server/web/the-store.ts";

export const metadata: Metadata = { title: "Session history" };

const ends = [
  { value: "", label: "Any end" },
  { value: "quit", label: "QUIT" },
  { value: "dropped", label: "Dropped" },
  { value: "refused", label: "Refused" },
  { value: "autologout", label: "Autologout" },
  { value: "kicked", label: "Kicked" },
  { value: "lost", label: "Lost" },
];

const protections = [
  { value: "", label: "TLS or clear" },
  { value: "yes", label: "TLS" },
  { value: "no", label: "In the clear" },
];

const spans = [{ value: "", label: "All" }, ...pastSessionSpans.map(({ value, label }) => ({ value, label }))];

export default async function HistoryPage({ searchParams }: { searchParams: Promise<Query> }) {
  await requireAdministrator();
  const query = await searchParams;
  const list = pastSessionList.parse({ ...query, direction: query.direction ?? "desc" });
  const store = await theStore();
  const [page, { recordsTraces, tracesKeptDays }] = await Promise.all([
    readPastSessions(store, list),
    readSettings(store),
  ]);
  const isFiltered = ["search", "end", "tls", "span", "state", "listener", "accountId"].some((name) => query[name]);
  return (
    <Page
      title="Session history"
      description={`What did that client do? Each row opens what was said. ${
        recordsTraces
          ? `Conversations are kept for ${countOf(tracesKeptDays, "day")}.`
          : "Conversations are not written down."
      }`}
      actions={
        <Link href="/limits#traces" className="text-link hover:underline">
          How long they are kept
        </Link>
      }
    >
      <div className="flex flex-wrap items-center gap-3">
        <SearchFilter placeholder="Account or IP address" />
        <FilterLinks label="End" name="end" choices={ends} path="/history" query={query} />
        <FilterLinks label="Protection" name="tls" choices={protections} path="/history" query={query} />
        <FilterLinks label="When" name="span" choices={spans} path="/history" query={query} />
        {list.accountId !== undefined && (
          <Link href={hrefWith("/history", query, { accountId: null })} className="text-link hover:underline">
            Of one account only: show all
          </Link>
        )}
      </div>
      <Section isFlush>
        <PastSessions
          page={page}
          isFiltered={isFiltered}
          list={{ direction: list.direction, query, path: "/history" }}
        />
      </Section>
    </Page>
  );
}
