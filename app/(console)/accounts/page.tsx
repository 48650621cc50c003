import { Download, Plus, Upload } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { AccountTable } from "#components/account/account-table.tsx";
import { AccountViews } from "#components/account/account-views.tsx";
import { BulkBar } from "#components/account/bulk-bar.tsx";
import { Selection } from "#components/account/selection.tsx";
import { Live } from "#components/live/live.tsx";
import { LinkButton } from "#components/ui/button.tsx";
import { Count } from "#components/ui/count.tsx";
import { FilterLinks } from "#components/ui/filter-links.tsx";
import { Page } from "#components/ui/page.tsx";
import { hrefWith, type Query } from "#components/ui/query.ts";
import { SearchFilter } from "#components/ui/search-filter.tsx";
import { Section } from "#components/ui/section.tsx";
import { readAccounts } from "#server/account/read.ts";
import { countDeletedAccounts } from "#server/account/read-deleted.ts";
import { accountList } from "#server/account/schema.ts";
import { readDomain } from "#server/domain/read.ts";
import { thresholdsOf } from "#server/quota/schema.ts";
import { readSettings } from "#server/setting/read.ts";
import { requireAdministrator } from "#server/web/require-administrator.ts";
import { theStore } from "#server/web/the-store.ts";
import { undoAccountChangeAction } from "../tasks/actions.ts";
import { changeAccountsAction, setAccountSwitchesAction, setConsoleAccessAction } from "./actions.ts";
import { previewAccountsChangeAction } from "./previews.ts";

export const metadata: Metadata = { title: "Accounts" };

const filters = [
  { value: "all", label: "All" },
  { value: "off", label: "Switched off" },
  { value: "no-password", label: "No password" },
  { value: "never-signed-in", label: "Never signed in" },
  { value: "console", label: "Use the console" },
  { value: "findings", label: "Findings" },
] as const;

export default async function AccountsPage({ searchParams }: { searchParams: Promise<Query> }) {
  const { email, role } = await requireAdministrator();
  const store = await theStore();
  const query = await searchParams;
  const list = accountList.parse(query);
  const [result, deletedCount, settings, domain] = await Promise.all([
    readAccounts(store, list),
    countDeletedAccounts(store),
    readSettings(store),
    list.domainId === undefined ? null : readDomain(store, list.domainId),
  ]);
  const newHref = hrefWith("/accounts/new", {}, { domain: domain?.name });
  return (
    <Page
      title="Accounts"
      description={
        <>
          <Count value={result.total} /> {result.total === 1 ? "account" : "accounts"}
          {domain && (
            <>
              {" "}
              at{" "}
              <Link href={`/domains/${domain.id}`} className="text-link hover:underline">
                {domain.name}
              </Link>{" "}
              ·{" "}
              <Link
                href={hrefWith("/accounts", query, { domainId: null, page: null })}
                className="text-link hover:underline"
              >
                Show all domains
              </Link>
            </>
          )}
        </>
      }
      actions={
        <>
          <a
            href={hrefWith("/api/accounts/export", query, { page: null })}
            className="button button--outline button--sm"
          >
            <Download aria-hidden className="size-4" />
            Export
          </a>
          <LinkButton href="/accounts/import" icon={<Upload aria-hidden className="size-4" />}>
            Import
          </LinkButton>
          <LinkButton href={newHref} variant="primary" icon={<Plus aria-hidden className="size-4" />}>
            Create account
          </LinkButton>
        </>
      }
    >
      <Live topics={["changes", "sessions"]} />
      <AccountViews current="accounts" deletedCount={deletedCount} />
      <div className="flex flex-col gap-3">
        <div className="flex flex-col gap-2 sm:flex-row sm:items-center sm:justify-between">
          <SearchFilter placeholder="Filter by address or name" />
          <FilterLinks label="Which accounts" name="filter" choices={filters} path="/accounts" query={query} />
        </div>
        <Selection key={JSON.stringify([list.search, list.filter, list.domainId])}>
          <BulkBar
            total={result.total}
            filter={{ search: list.search, filter: list.filter, domainId: list.domainId }}
            change={changeAccountsAction}
            preview={previewAccountsChangeAction}
            undo={undoAccountChangeAction}
          />
          <Section isFlush>
            <AccountTable
              list={list}
              result={result}
              query={query}
              setSwitches={setAccountSwitchesAction}
              setConsole={setConsoleAccessAction}
              viewer={{ email, role }}
              thresholds={thresholdsOf(settings)}
            />
          </Section>
        </Selection>
      </div>
    </Page>
  );
}
