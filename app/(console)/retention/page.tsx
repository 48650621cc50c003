import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Live } from "#components/live/live.tsx";
import { RecoverableHeld } from "#components/recoverable/held.tsx";
import { DifferingTable } from "#components/retention/differing-table.tsx";
import { EffectiveList } from "#components/retention/effective-list.tsx";
import { LegalHold } from "#components/retention/hold.tsx";
import { RuleForm } from "#components/retention/rule-form.tsx";
import { LinkButton } from "#components/ui/button.tsx";
import { LastChange } from "#components/ui/last-change.tsx";
import { Page } from "#components/ui/page.tsx";
import { hrefWith, type Query } from "#components/ui/query.ts";
import { SearchFilter } from "#components/ui/search-filter.tsx";
import { Card, Section } from "#components/ui/section.tsx";
import { readLastChange } from "#server/audit/read-last-change.ts";
import { listPage } from "#server/input/schema.ts";
import { readRecoverableTotals } from "#server/recoverable/read.ts";
import { effectiveRetentionOf } from "#server/retention/effective-retention.ts";
import { inheritedFields } from "#server/retention/inherited-fields.ts";
import { findPlaceName } from "#server/retention/place-name.ts";
import { readDiffering } from "#server/retention/read-differing.ts";
import { readRule } from "#server/retention/read-rules.ts";
import { holdsAt } from "#server/retention/resolve-retention.ts";
import { emptyRule, type RetentionPlace, retentionPlace, suggestedRule } from "#server/retention/schema.ts";
import { effectiveFields, retentionInForce } from "#server/retention/words.ts";
import { requireAdministrator } from "#server/web/require-administrator.ts";
import { theStore } from "#server/web/the-store.ts";
import { holdAction, liftAction, previewRuleAction, saveRuleAction } from "./actions.ts";

export const metadata: Metadata = { title: "Retention" };

const ofServer: RetentionPlace = { level: "server", id: undefined };

export default async function RetentionPage({ searchParams }: { searchParams: Promise<Query> }) {
  await requireAdministrator();
  const store = await theStore();
  const query = await searchParams;
  const asked = retentionPlace.safeParse({ level: query.level ?? "server", id: query.id });
  const place = asked.success ? asked.data : ofServer;
  const isServer = place.level === "server";
  const name = await findPlaceName(store.db, place);
  if (name === null) notFound();
  const list = listPage.parse({ ...query, pageSize: 20 });
  const of = isServer ? {} : { [place.level === "domain" ? "domainId" : "accountId"]: place.id };
  const recoverableHref = hrefWith("/recoverable", {}, of);
  const [inForce, row, inherited, differing, change, recoverable] = await Promise.all([
    effectiveRetentionOf(store, place),
    readRule(store.db, place),
    inheritedFields(store, place),
    isServer ? readDiffering(store, list) : null,
    readLastChange(store, { actions: ["retention.change", "retention.hold", "retention.lift-hold"], object: name }),
    readRecoverableTotals(store, of),
  ]);
  const rule = row ?? emptyRule;
  const suggested = suggestedRule.parse(query);
  const isOnHold = holdsAt(rule, store.clock.now());
  return (
    <Page
      title={isServer ? "Retention" : `Retention of ${name}`}
      description="What is removed, when and why; and what mail programs may delete. Nothing is removed by a rule until one says so."
      back={isServer ? undefined : { href: "/retention", label: "Retention" }}
      actions={
        <>
          {isServer && <LinkButton href="/retention/runs">Runs</LinkButton>}
          <LinkButton href={recoverableHref}>Recoverable mail</LinkButton>
        </>
      }
    >
      <Live topics={["wishes", "changes"]} />
      <Card className="flex flex-col gap-1">
        {retentionInForce(inForce).map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
        {recoverable.messageCount > 0 && (
          <p>
            Removed mail that can be brought back takes up{" "}
            <RecoverableHeld totals={recoverable} href={recoverableHref} />.
          </p>
        )}
        <LastChange change={change} />
      </Card>
      {!isServer && (
        <Section title="In force, and who says it">
          <EffectiveList fields={effectiveFields(inForce)} />
        </Section>
      )}
      <Section
        id="rule"
        title={isServer ? "The rule of the server" : `The rule of ${name}`}
        description={
          isServer
            ? "It holds for every account whose domain, or which itself, says nothing else."
            : "What is left empty is as the level above says."
        }
      >
        <RuleForm
          key={JSON.stringify([rule, suggested])}
          place={place}
          rule={{
            ...rule,
            removeAfterDownloadDays: suggested.removeAfterDownloadDays ?? rule.removeAfterDownloadDays,
            onDele: suggested.onDele ?? rule.onDele,
          }}
          inherited={inherited}
          action={saveRuleAction}
          preview={previewRuleAction}
        />
      </Section>
      <Section title="Legal hold">
        <LegalHold
          place={place}
          name={name}
          hold={
            isOnHold && rule.holdReason !== null
              ? { reason: rule.holdReason, sinceAt: rule.holdSinceAt ?? new Date(0), endsAt: rule.holdEndsAt }
              : null
          }
          holdAction={holdAction}
          liftAction={liftAction}
        />
      </Section>
      {differing && (
        <Section
          title="Domains and accounts that differ"
          description="The nearest rule wins, field by field."
          actions={<SearchFilter placeholder="Filter by name" />}
          isFlush
        >
          <DifferingTable result={differing} query={query} />
        </Section>
      )}
    </Page>
  );
}
