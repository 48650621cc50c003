import type { Metadata } from "next";
import Link from "next/link";
import { Live } from "#components/live/live.tsx";
import { LiveSessions } from "#components/session/live-sessions.tsx";
import { PastSessions } from "#components/session/past-sessions.tsx";
import { FilterLinks } from "#components/ui/filter-links.tsx";
import { Page } from "#components/ui/page.tsx";
import { hrefWith, type Query } from "#components/ui/query.ts";
import { SearchFilter } from "#components/ui/search-filter.tsx";
import { Section } from "#components/ui/section.tsx";
import { readNodes } from "#server/node/read-daemon-state.ts";
import { readPastSessions } from "#server/session/read.ts";
import { liveMatcher, liveSessionFilter, pastSessionList } from "#server/session/schema.ts";
import { theLiveRows } from "#server/web/live-rows.ts";
import { requireAdministrator } from "#server/web/require-administrator.ts";
import { theStore } from "#server/web/the-store.ts";
import { kickSessionAction } from "./actions.ts";

export const metadata: Metadata = { title: "Sessions" };

/** What stands there before the browser has asked for all of them. */
const firstLive = 40;
const lastEnded = 10;

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
  const list = pastSessionList.parse({ ...query, pageSize: lastEnded, page: 1, direction: "desc" });
  const store = await theStore();
  const [all, past, nodes] = await Promise.all([
    theLiveRows().then((rows) => rows.all()),
    readPastSessions(store, list),
    readNodes(store),
  ]);
  const live = all.filter(liveMatcher(filter));
  const { search, ...others } = filter;
  const isFiltered = search !== "" || Object.values(others).some((value) => value !== undefined);
  const hosts = [...new Set(nodes.filter(({ isAlive }) => isAlive).map(({ hostname }) => hostname))];
  return (
    <Page title="Sessions" description="Who is in right now? Rows come and go by themselves.">
      <Live topics={["sessions"]} />
      <div className="flex flex-wrap items-center gap-3">
        <SearchFilter placeholder="Account, IP address or network" />
        <FilterLinks label="State" name="state" choices={states} path="/sessions" query={query} />
        <FilterLinks label="Protection" name="tls" choices={protections} path="/sessions" query={query} />
        {hosts.length > 1 && (
          <FilterLinks
            label="Node"
            name="node"
            choices={[{ value: "", label: "All nodes" }, ...hosts.map((host) => ({ value: host, label: host }))]}
            path="/sessions"
            query={query}
          />
        )}
      </div>
      <div className="live-fact">
        <LiveSessions
          first={live.slice(0, firstLive)}
          total={live.length}
          filter={filter}
          isFiltered={isFiltered}
          kick={kickSessionAction}
        />
      </div>
      <Section
        title="Last ended"
        actions={
          <Link href={hrefWith("/history", query, { node: null, page: null })} className="text-link hover:underline">
            Session history
          </Link>
        }
        isFlush
      >
        <PastSessions page={past} isFiltered={isFiltered} />
      </Section>
    </Page>
  );
}
