import type { Metadata } from "next";
import { DomainTable } from "#components/domain/domain-table.tsx";
import { NewDomain } from "#components/domain/new-domain.tsx";
import { Live } from "#components/live/live.tsx";
import { MakeSample } from "#components/sample/make-sample.tsx";
import { SampleNotice } from "#components/sample/sample-notice.tsx";
import { Page } from "#components/ui/page.tsx";
import type { Query } from "#components/ui/query.ts";
import { SearchFilter } from "#components/ui/search-filter.tsx";
import { Section } from "#components/ui/section.tsx";
import { readDomains } from "#server/domain/read.ts";
import { domainList } from "#server/domain/schema.ts";
import { readSample } from "#server/sample/read.ts";
import { requireAdministrator } from "#server/web/require-administrator.ts";
import { theStore } from "#server/web/the-store.ts";
import {
  createDomainAction,
  createSampleAction,
  deleteDomainAction,
  removeSampleAction,
  setCatchAllAction,
} from "./actions.ts";

export const metadata: Metadata = { title: "Domains" };

export default async function DomainsPage({ searchParams }: { searchParams: Promise<Query> }) {
  await requireAdministrator();
  const store = await theStore();
  const query = await searchParams;
  const list = domainList.parse(query);
  const [result, sample] = await Promise.all([readDomains(store, list), readSample(store)]);
  return (
    <Page
      title="Domains"
      description="Mail for these domains has a home here."
      actions={
        <>
          <MakeSample create={createSampleAction} isThere={sample !== null} />
          <NewDomain create={createDomainAction} isOpenAtFirst={query.new === "1"} />
        </>
      }
    >
      <Live topics={["changes"]} />
      {sample && <SampleNotice sample={sample} remove={removeSampleAction} />}
      <div className="flex flex-col gap-3">
        <SearchFilter placeholder="Filter by name" />
        <Section isFlush>
          <DomainTable
            list={list}
            result={result}
            query={query}
            create={createDomainAction}
            remove={deleteDomainAction}
            setCatchAll={setCatchAllAction}
          />
        </Section>
      </div>
    </Page>
  );
}
