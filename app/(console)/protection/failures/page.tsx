import type { Metadata } from "next";
import { Live } from "#components/live/live.tsx";
import { FailureTable } from "#components/protection/failure-table.tsx";
import { Page } from "#components/ui/page.tsx";
import type { Query } from "#components/ui/query.ts";
import { SearchFilter } from "#components/ui/search-filter.tsx";
import { Section } from "#components/ui/section.tsx";
import { spokenNetwork } from "#server/protection/schema.ts";
import { readFailures } from "#server/sign-in-failure/read.ts";
import { failureList } from "#server/sign-in-failure/schema.ts";
import { requireAdministrator } from "#server/web/require-administrator.ts";
import { theStore } from "#server/web/the-store.ts";

export const metadata: Metadata = { title: "Refused sign-ins" };

export default async function FailuresPage({ searchParams }: { searchParams: Promise<Query> }) {
  await requireAdministrator();
  const query = await searchParams;
  const list = failureList.parse(query);
  const result = await readFailures(await theStore(), list);
  return (
    <Page
      title="Refused sign-ins"
      description="A row for what is the same within an hour. Names that are no address here are not kept: they may be passwords."
      back={{ href: "/protection", label: "Sign-in protection" }}
    >
      <Live topics={["protection"]} />
      <SearchFilter placeholder="Account or IP address" />
      <Section title={list.from ? `From ${spokenNetwork(list.from)}` : "The last 90 days"} isFlush>
        <FailureTable result={result} query={query} path="/protection/failures" />
      </Section>
    </Page>
  );
}
