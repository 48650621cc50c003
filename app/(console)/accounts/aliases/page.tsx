import type { Metadata } from "next";
import { AccountViews } from "#components/account/account-views.tsx";
import { AliasTable } from "#components/account/alias-table.tsx";
import { Live } from "#components/live/live.tsx";
import { countOf } from "#components/ui/count.tsx";
import { Page } from "#components/ui/page.tsx";
import type { Query } from "#components/ui/query.ts";
import { SearchFilter } from "#components/ui/search-filter.tsx";
import { Section } from "#components/ui/section.tsx";
import { readAliasList } from "#server/account/read-aliases.ts";
import { countDeletedAccounts } from "#server/account/read-deleted.ts";
import { aliasList } from "#server/account/schema.ts";
import { requireAdministrator } from "#server/web/require-administrator.ts";
import { theStore } from "#server/web/the-store.ts";
import { deleteAliasAction } from "../actions.ts";

export const metadata: Metadata = { title: "Aliases" };

export default async function AliasesPage({ searchParams }: { searchParams: Promise<Query> }) {
  await requireAdministrator();
  const store = await theStore();
  const query = await searchParams;
  const list = aliasList.parse(query);
  const [result, deletedCount] = await Promise.all([readAliasList(store, list), countDeletedAccounts(store)]);
  return (
    <Page
      title="Accounts"
      description={`${countOf(result.total, "alias", "aliases")}: other addresses that deliver into an account. Nobody signs in with them.`}
    >
      <Live topics={["changes"]} />
      <AccountViews current="aliases" deletedCount={deletedCount} />
      <div className="flex flex-col gap-3">
        <SearchFilter placeholder="Filter by alias or account" />
        <Section isFlush>
          <AliasTable list={list} result={result} query={query} remove={deleteAliasAction} />
        </Section>
      </div>
    </Page>
  );
}
