import type { Metadata } from "next";
import { Live } from "#components/live/live.tsx";
import { LiveSessions } from "#components/session/live-sessions.tsx";
import { PastSessions } from "#components/session/past-sessions.tsx";
import { countOf } from "#components/ui/count.tsx";
import { FilterLinks } from "#components/ui/filter-links.tsx";
import { Page } from "#components/ui/page.tsx";
import type { Query } from "#components/ui/query.ts";
import { SearchFilter } from "#components/ui/search-filter.tsx";
import { Section } from "#components/ui/section.tsx";
import { readLiveSessions, readPastSessions } from "#server/session/read.ts";
import { liveSessionFilter, pastSessionList } from "#server/session/schema.ts";
import { requireAdministrator } from "#server/web/require-administrator.ts";
import { theStore } from "#server/web/the-store.ts";
import { kickSessionAction } from "./actions.ts";

export const metadata: Metadata = { title: "Sessions" };

/** The page is read again and again: what is beyond is found by filtering. */
const mostLive = 200;

const states = [
  { value: "", label: "All states" },
  { value: "TRANSACTION", label: "Signed in" },
  { value: "AUTHORIZATION", label: "Not signed in" },
];

const protections = [
  { value: "", label: "Any" },
  { value: "yes", label: "TLS" },
  { value: "no", label: "In the clear" },
];

export default async function SessionsPage({ searchParams }: { searchParams: Promise<Query> }) {
  await requireAdministrator();
  const query = await searchParams;
  const filter = liveSessionFilter.parse(query);
  const list = pastSessionList.parse({ pageSize: 25, ...query, direction: query.direction ?? "desc" });
  const store = await theStore();
  const [live, past] = await Promise.all([readLiveSessions(store, filter, mostLive), readPastSessions(store, list)]);
  const { search, ...others } = filter;
  const isFiltered = search !== "" || Object.values(others).some((value) => value !== undefined);
  return (
    <Page title="Sessions" description="Who is in right now? Rows come and go by themselves.">
      <Live topics={["sessions"]} />
      <div className="flex flex-wrap items-center gap-3">
        <SearchFilter placeholder="Account, or beginning of an IP address" />
        <FilterLinks label="State" name="state" choices={states} path="/sessions" query={query} />
        <FilterLinks label="Protection" name="tls" choices={protections} path="/sessions" query={query} />
      </div>
      <div className="live-fact">
        <Section title={live.total === 0 ? "Live" : `${countOf(live.total, "live session")}`} isFlush>
          <LiveSessions rows={live.rows} query={query} isFiltered={isFiltered} kick={kickSessionAction} />
          {live.total > live.rows.length && (
            <p className="border-t border-separator px-5 py-3 text-muted">
              The newest {countOf(live.rows.length, "session")} are shown. Filter to see others.
            </p>
          )}
        </Section>
      </div>
      <Section title="Last ended" isFlush>
        <PastSessions page={past} direction={list.direction} query={query} isFiltered={isFiltered} />
      </Section>
    </Page>
  );
}
