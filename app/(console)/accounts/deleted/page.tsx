import type { Metadata } from "next";
import Link from "next/link";
import { AccountViews } from "#components/account/account-views.tsx";
import { DeletedTable } from "#components/account/deleted-table.tsx";
import { Live } from "#components/live/live.tsx";
import { countOf } from "#components/ui/count.tsx";
import { LastChange } from "#components/ui/last-change.tsx";
import { Page } from "#components/ui/page.tsx";
import type { Query } from "#components/ui/query.ts";
import { SearchFilter } from "#components/ui/search-filter.tsx";
import { Section } from "#components/ui/section.tsx";
import { countDeletedAccounts, readDeletedAccounts } from "#server/account/read-deleted.ts";
import { deletedAccountList } from "#server/account/schema.ts";
import { readLastSettingChange } from "#server/audit/read-last-change.ts";
import { readSettings } from "#server/setting/read.ts";
import { requireAdministrator } from "#server/web/require-administrator.ts";
import { theStore } from "#server/web/the-store.ts";
import { removeForGoodAction, restoreAccountAction } from "../actions.ts";

export const metadata: Metadata = { title: "Deleted accounts" };

export default async function DeletedAccountsPage({ searchParams }: { searchParams: Promise<Query> }) {
  await requireAdministrator();
  const store = await theStore();
  const query = await searchParams;
  const list = deletedAccountList.parse(query);
  const [result, deletedCount, { deletedAccountDays }, change] = await Promise.all([
    readDeletedAccounts(store, list),
    countDeletedAccounts(store),
    readSettings(store),
    readLastSettingChange(store, ["deletedAccountDays"]),
  ]);
  return (
    <Page
      title="Accounts"
      description={
        <>
          {deletedAccountDays === 0
            ? "A deleted account is removed at once, with its mail."
            : `A deleted account can be restored for ${countOf(deletedAccountDays, "day")}, mail and all; then it is removed.`}{" "}
          <Link href="/limits#deletion" className="text-link hover:underline">
            Change
          </Link>
        </>
      }
    >
      <Live topics={["changes"]} />
      <AccountViews current="deleted" deletedCount={deletedCount} />
      <div className="flex flex-col gap-3">
        <SearchFilter placeholder="Filter by address or name" />
        <Section isFlush>
          <DeletedTable
            list={list}
            result={result}
            query={query}
            restore={restoreAccountAction}
            remove={removeForGoodAction}
          />
        </Section>
        <LastChange change={change} />
      </div>
    </Page>
  );
}
