import type { Metadata } from "next";
import { Live } from "#components/live/live.tsx";
import { RecoverableTable } from "#components/recoverable/recoverable-table.tsx";
import { Selection } from "#components/recoverable/selection.tsx";
import { LinkButton } from "#components/ui/button.tsx";
import { countOf } from "#components/ui/count.tsx";
import { FilterLinks } from "#components/ui/filter-links.tsx";
import { Octets } from "#components/ui/octets.tsx";
import { Page } from "#components/ui/page.tsx";
import type { Query } from "#components/ui/query.ts";
import { SearchFilter } from "#components/ui/search-filter.tsx";
import { Section } from "#components/ui/section.tsx";
import { readRecoverable, readRecoverableTotals } from "#server/recoverable/read.ts";
import { recoverableList } from "#server/recoverable/schema.ts";
import { findPlaceName } from "#server/retention/place-name.ts";
import { requireAdministrator } from "#server/web/require-administrator.ts";
import { theStore } from "#server/web/the-store.ts";
import { purgeAction, restoreAction } from "./actions.ts";

export const metadata: Metadata = { title: "Recoverable mail" };

export default async function RecoverablePage({ searchParams }: { searchParams: Promise<Query> }) {
  await requireAdministrator();
  const store = await theStore();
  const query = await searchParams;
  const list = recoverableList.parse(query);
  const { accountId, domainId } = list;
  const place =
    accountId !== undefined
      ? ({ level: "account", id: accountId } as const)
      : domainId !== undefined
        ? ({ level: "domain", id: domainId } as const)
        : null;
  const [result, totals, of] = await Promise.all([
    readRecoverable(store, list),
    readRecoverableTotals(store, { accountId, domainId }),
    place && findPlaceName(store.db, place),
  ]);
  const isFiltered = list.search !== "" || list.cause !== "all" || Boolean(list.from ?? list.to ?? list.removalId);
  return (
    <Page
      title={of ? `Recoverable mail of ${of}` : "Recoverable mail"}
      description={
        <>
          {totals.messageCount === 0 ? (
            "Nothing that was removed is kept."
          ) : (
            <>
              {countOf(totals.messageCount, "removed message")}, <Octets value={totals.octets} />, can be brought back.
            </>
          )}{" "}
          Restored in place, a message keeps its unique-id: a mail program that had it does not fetch it again. Restored
          for download it is new mail.
        </>
      }
      back={of ? { href: "/recoverable", label: "Recoverable mail" } : undefined}
      actions={<LinkButton href="/retention">Retention</LinkButton>}
    >
      <Live topics={["changes"]} />
      <div className="flex flex-col gap-3">
        <div className="flex flex-wrap items-center justify-between gap-3">
          <SearchFilter placeholder="Address, sender, subject, id" />
          <FilterLinks
            label="What removed it"
            name="cause"
            path="/recoverable"
            query={query}
            choices={[
              { value: "all", label: "All" },
              { value: "session", label: "Mail programs" },
              { value: "retention", label: "Rules" },
              { value: "administrator", label: "Administrators" },
            ]}
          />
        </div>
        <Section isFlush>
          {result.rows.length === 0 ? (
            <RecoverableTable list={list} result={result} query={query} isFiltered={isFiltered || of !== null} />
          ) : (
            <Selection
              key={result.rows.map(({ sequence }) => sequence).join()}
              restore={restoreAction}
              purge={purgeAction}
            >
              <RecoverableTable list={list} result={result} query={query} isFiltered={isFiltered} />
            </Selection>
          )}
        </Section>
      </div>
    </Page>
  );
}
