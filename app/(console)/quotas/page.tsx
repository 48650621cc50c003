import type { Metadata } from "next";
import { Live } from "#components/live/live.tsx";
import { QuotaAlertList } from "#components/quota/alert-list.tsx";
import { DomainQuotaTable } from "#components/quota/domain-quota-table.tsx";
import { GiveQuota } from "#components/quota/give-quota.tsx";
import { quotasInForce } from "#components/quota/in-force.ts";
import { NearTable } from "#components/quota/near-table.tsx";
import { RecountCard } from "#components/quota/recount-card.tsx";
import { QuotaSettingsForm } from "#components/quota/quota-settings-form.tsx";
import { FilterLinks } from "#components/ui/filter-links.tsx";
import { LastChange } from "#components/ui/last-change.tsx";
import { Page } from "#components/ui/page.tsx";
import type { Query } from "#components/ui/query.ts";
import { SearchFilter } from "#components/ui/search-filter.tsx";
import { Card, Section } from "#components/ui/section.tsx";
import { readLastSettingChange } from "#server/audit/read-last-change.ts";
import { listPage } from "#server/input/schema.ts";
import { countQuotas, readNearQuota, readQuotaAlerts } from "#server/quota/read.ts";
import { countDomainsWithQuota, readDomainQuotas } from "#server/quota/read-domains.ts";
import { readLastRecount } from "#server/quota/read-recount.ts";
import { nearList, thresholdsOf } from "#server/quota/schema.ts";
import { readSettings } from "#server/setting/read.ts";
import { requireAdministrator } from "#server/web/require-administrator.ts";
import { theStore } from "#server/web/the-store.ts";
import { changeQuotaSettingsAction, giveQuotaAction, recountAction, setDomainQuotaAction } from "./actions.ts";
import { previewDomainQuotaAction, previewQuotaAction } from "./previews.ts";

export const metadata: Metadata = { title: "Quotas" };

const settingNames = ["accountQuotaOctets", "accountQuotaMessages", "overQuota", "quotaThresholds"] as const;
const alertCount = 12;

export default async function QuotasPage({ searchParams }: { searchParams: Promise<Query> }) {
  await requireAdministrator();
  const store = await theStore();
  const query = await searchParams;
  const near = nearList.parse({ ...query, pageSize: 20 });
  const { search, page } = listPage.parse({ search: query.search, page: query.domains });
  const [settings, counts, accounts, domains, limitedDomains, alerts, change, recount] = await Promise.all([
    readSettings(store),
    countQuotas(store),
    readNearQuota(store, near),
    readDomainQuotas(store, { search, page, pageSize: 20 }),
    countDomainsWithQuota(store),
    readQuotaAlerts(store, { take: alertCount }),
    readLastSettingChange(store, settingNames),
    readLastRecount(store),
  ]);
  const thresholds = thresholdsOf(settings);
  const { accountQuotaOctets: quotaOctets, accountQuotaMessages: quotaMessages } = settings;
  return (
    <Page title="Quotas" description="How much mail accounts and domains may hold, and who is running out of room.">
      <Live topics={["wishes", "changes", "tasks"]} />
      <Card className="flex flex-col gap-1">
        {quotasInForce(settings, counts, limitedDomains).map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
        <LastChange change={change} />
      </Card>
      <Section
        title="Near or full"
        description="The fullest first."
        actions={
          <FilterLinks
            label="Which accounts"
            name="filter"
            path="/quotas"
            query={query}
            choices={[
              { value: "near", label: "Near or full" },
              { value: "full", label: "Full" },
              { value: "refused", label: "Refused mail" },
            ]}
          />
        }
        isFlush
      >
        <NearTable result={accounts} query={query} filter={near.filter} thresholds={thresholds} />
      </Section>
      <Section title="For the whole server">
        <QuotaSettingsForm
          key={JSON.stringify(settingNames.map((name) => settings[name]))}
          settings={settings}
          action={changeQuotaSettingsAction}
          preview={previewQuotaAction}
        />
      </Section>
      <Section
        title="Domains"
        description="A domain may have a limit for all its accounts together, and a default of its own for new ones."
        actions={
          <GiveQuota
            quotaOctets={quotaOctets}
            quotaMessages={quotaMessages}
            action={giveQuotaAction}
            preview={previewQuotaAction}
          />
        }
        isFlush
      >
        <div className="px-4 py-3 sm:px-5">
          <SearchFilter placeholder="Filter by name" />
        </div>
        <DomainQuotaTable
          result={domains}
          query={query}
          isFiltered={search !== ""}
          thresholds={thresholds}
          save={setDomainQuotaAction}
          preview={previewDomainQuotaAction}
        />
      </Section>
      <Section title="Alerts" description="Each threshold that was crossed, once for each crossing.">
        <QuotaAlertList alerts={alerts} />
      </Section>
      <RecountCard task={recount?.task ?? null} result={recount?.result ?? null} recount={recountAction} />
    </Page>
  );
}
