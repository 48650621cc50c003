import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { CatchAll } from "#components/domain/catch-all.tsx";
import { DeleteDomain } from "#components/domain/delete-domain.tsx";
import { DomainFacts } from "#components/domain/domain-facts.tsx";
import { domainPasswords, domainPlaces, domainSentence } from "#components/domain/domain-state.ts";
import { DomainNetworksForm } from "#components/domain/networks-form.tsx";
import { Live } from "#components/live/live.tsx";
import { QuotaAlertList } from "#components/quota/alert-list.tsx";
import { DomainQuotaDialog } from "#components/quota/domain-quota-dialog.tsx";
import { NearTable } from "#components/quota/near-table.tsx";
import { EffectiveList } from "#components/retention/effective-list.tsx";
import { LinkButton } from "#components/ui/button.tsx";
import { LastChange } from "#components/ui/last-change.tsx";
import { Page } from "#components/ui/page.tsx";
import type { Query } from "#components/ui/query.ts";
import { Section } from "#components/ui/section.tsx";
import { readLastChange } from "#server/audit/read-last-change.ts";
import { readDomainView } from "#server/domain/read.ts";
import { domainAudits } from "#server/domain/schema.ts";
import { rowId } from "#server/input/schema.ts";
import { readNearQuota, readQuotaAlerts } from "#server/quota/read.ts";
import { readDomainQuota } from "#server/quota/read-domains.ts";
import { nearList, thresholdsOf } from "#server/quota/schema.ts";
import { readRecoverableTotals } from "#server/recoverable/read.ts";
import { effectiveRetentionOf } from "#server/retention/effective-retention.ts";
import { effectiveFields } from "#server/retention/words.ts";
import { readSettings } from "#server/setting/read.ts";
import { requireAdministrator } from "#server/web/require-administrator.ts";
import { theStore } from "#server/web/the-store.ts";
import { setDomainQuotaAction } from "../../quotas/actions.ts";
import { previewDomainQuotaAction } from "../../quotas/previews.ts";
import { deleteDomainAction, setCatchAllAction, setDomainNetworksAction } from "../actions.ts";
import { previewDomainNetworksAction } from "../previews.ts";

interface DomainProps {
  params: Promise<{ id: string }>;
  searchParams: Promise<Query>;
}

const nearCount = 10;
const alertCount = 6;

/** Once per request, for the tab and for the page. */
const domainAt = cache(async (text: string) => {
  await requireAdministrator();
  const id = rowId.safeParse(text);
  return id.success ? readDomainView(await theStore(), id.data) : null;
});

export async function generateMetadata({ params }: DomainProps): Promise<Metadata> {
  const domain = await domainAt((await params).id);
  return { title: domain?.name ?? "No such domain" };
}

export default async function DomainPage({ params, searchParams }: DomainProps) {
  await requireAdministrator();
  const domain = await domainAt((await params).id);
  if (domain === null) notFound();
  const store = await theStore();
  const query = await searchParams;
  const { id, name } = domain;
  const of = (actions: readonly string[]) => readLastChange(store, { actions, object: name });
  const [quota, retention, recoverable, near, alerts, settings, changed, networksChanged] = await Promise.all([
    readDomainQuota(store, id),
    effectiveRetentionOf(store, { level: "domain", id }),
    readRecoverableTotals(store, { domainId: id }),
    readNearQuota(store, nearList.parse({ ...query, filter: "near", domainId: id, pageSize: nearCount })),
    readQuotaAlerts(store, { domainId: id, take: alertCount }),
    readSettings(store),
    of(domainAudits),
    of(["domain.set-networks"]),
  ]);
  if (quota === null) notFound();
  const thresholds = thresholdsOf(settings);
  return (
    <Page
      title={name}
      description={
        <>
          <p>{domainSentence(domain, quota)}</p>
          <LastChange change={changed} />
        </>
      }
      back={{ href: "/domains", label: "Domains" }}
      actions={
        <>
          <LinkButton href={`/accounts/new?domain=${encodeURIComponent(name)}`}>Create account</LinkButton>
          <LinkButton href={`/accounts?domainId=${id}`}>Its accounts</LinkButton>
        </>
      }
    >
      <Live topics={["wishes", "changes"]} />
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,5fr)_minmax(0,3fr)]">
        <div className="flex min-w-0 flex-col gap-5">
          <Section
            title="What it holds"
            actions={
              <DomainQuotaDialog
                trigger="Change quota"
                domain={quota}
                save={setDomainQuotaAction}
                preview={previewDomainQuotaAction}
              />
            }
          >
            <DomainFacts domain={domain} quota={quota} recoverable={recoverable} thresholds={thresholds} />
          </Section>
          <Section
            title="Retention"
            actions={<LinkButton href={`/retention?level=domain&id=${id}`}>Change</LinkButton>}
          >
            <EffectiveList fields={effectiveFields(retention)} />
          </Section>
          <Section title="Alerts" description="Each threshold of the domain's quota that was crossed.">
            <QuotaAlertList alerts={alerts} isOwn />
          </Section>
        </div>
        <div className="flex min-w-0 flex-col gap-5">
          <Section title="From where" description={domainPlaces(domain)}>
            <div className="flex flex-col gap-4">
              <DomainNetworksForm
                key={domain.allowedNetworks}
                domain={domain}
                action={setDomainNetworksAction}
                preview={previewDomainNetworksAction}
              />
              <LastChange change={networksChanged} />
            </div>
          </Section>
          <Section title="Passwords" actions={<LinkButton href={`/domains/${id}/passwords`}>Change</LinkButton>}>
            <p className="text-muted">{domainPasswords(domain)}</p>
          </Section>
          <Section
            title="Catch-all"
            description={
              domain.catchAll === null
                ? "Mail for an address of this domain that nobody has is refused."
                : `${domain.catchAll} takes mail for addresses that nobody has.`
            }
          >
            <CatchAll domain={domain} action={setCatchAllAction} trigger="Change" triggerVariant="secondary" />
          </Section>
          <Section title="Delete" tone="danger">
            <div className="flex flex-col items-start gap-3">
              <p className="text-muted">
                Only a domain without accounts and aliases can be deleted. Mail for it is refused from then on.
              </p>
              <DeleteDomain domain={domain} action={deleteDomainAction} triggerVariant="danger-soft" />
            </div>
          </Section>
        </div>
      </div>
      {near.rows.length > 0 && (
        <Section title="Accounts near their quota" description="The fullest first." isFlush>
          <NearTable path={`/domains/${id}`} result={near} query={query} filter="near" thresholds={thresholds} />
        </Section>
      )}
    </Page>
  );
}
