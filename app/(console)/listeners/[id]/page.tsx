import { Download, Plus } from "lucide-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ExceptionFields } from "#components/exception/exception-fields.tsx";
import { ExceptionList } from "#components/exception/exception-list.tsx";
import { PlanCard } from "#components/listener/plan-card.tsx";
import { whoBreaks } from "#components/listener/who-breaks.ts";
import { UseTable } from "#components/listener/use-table.tsx";
import { cleartextOf, securityOf, whereOf } from "#components/listener/words.ts";
import { Live } from "#components/live/live.tsx";
import { LinkButton } from "#components/ui/button.tsx";
import { FilterLinks } from "#components/ui/filter-links.tsx";
import { FormDialog } from "#components/ui/form-dialog.tsx";
import { LastChange } from "#components/ui/last-change.tsx";
import { Page } from "#components/ui/page.tsx";
import type { Query } from "#components/ui/query.ts";
import { Card, Section } from "#components/ui/section.tsx";
import { readLastChange } from "#server/audit/read-last-change.ts";
import { readExceptions } from "#server/exception/read.ts";
import { rowId } from "#server/input/schema.ts";
import { readListener } from "#server/listener/read.ts";
import { listenerAudits, listenerUseList } from "#server/listener/schema.ts";
import { readListenerUse, readListenerUseSummary } from "#server/listener/use.ts";
import { requireAdministrator } from "#server/web/require-administrator.ts";
import { theStore } from "#server/web/the-store.ts";
import { cancelPlanAction, createExceptionAction, endExceptionAction, planChangeAction } from "../actions.ts";

export const metadata: Metadata = { title: "Who uses a listener" };

interface ListenerPageProps {
  params: Promise<{ id: string }>;
  searchParams: Promise<Query>;
}

/** Who breaks when it closes; when it does so by itself; who is spared. */
export default async function ListenerPage({ params, searchParams }: ListenerPageProps) {
  await requireAdministrator();
  const id = rowId.safeParse((await params).id);
  const store = await theStore();
  const listener = id.success ? await readListener(store, id.data) : null;
  if (listener === null) notFound();
  const { id: listenerId, name, protocol, tls, isEnabled } = listener;
  const isPop3 = protocol === "pop3";
  const hasCleartext = isPop3 && tls !== "implicit";
  const query = await searchParams;
  const list = {
    ...listenerUseList.parse({ pageSize: 25, ...query, ...(!hasCleartext && { tls: "all" }) }),
    listenerId,
  };
  const [summary, use, exceptions, change] = await Promise.all([
    isPop3 ? readListenerUseSummary(store, { listenerId, tls: "all" }) : null,
    isPop3 ? readListenerUse(store, list) : null,
    hasCleartext ? readExceptions(store, "cleartext") : [],
    readLastChange(store, { actions: listenerAudits, object: name }),
  ]);
  const here = exceptions.filter((each) => each.listenerId === null || each.listenerId === listenerId);
  const path = `/listeners/${listenerId}`;
  return (
    <Page
      title={`Who breaks if I close ${name}?`}
      description={`${whereOf(listener)}, ${isEnabled ? "on" : "off"}. ${securityOf(listener)}.`}
      back={{ href: "/listeners", label: "Listeners" }}
    >
      <Live topics={["wishes", "changes"]} />
      <Card className="flex flex-col gap-1">
        {summary === null ? (
          <p>{protocol === "lmtp" ? "Mail comes in here: nobody signs in." : "Nobody signs in here."}</p>
        ) : (
          whoBreaks(listener, summary).map((sentence) => <p key={sentence}>{sentence}</p>)
        )}
        <LastChange change={change} />
      </Card>
      <Section
        title="By itself"
        description="At an instant of your choice the daemon does it, and says so in the audit. Until then it can be called off."
      >
        <PlanCard
          key={`${listener.plannedChange} ${isEnabled} ${listener.cleartextSignIn}`}
          listener={listener}
          plan={planChangeAction}
          cancel={cancelPlanAction}
        />
      </Section>
      {hasCleartext && (
        <Section
          title="Exceptions"
          description={`Who may sign in here without TLS although the listener says otherwise. ${cleartextOf(listener)}.`}
          isFlush
          actions={
            <FormDialog
              trigger="Add an exception"
              triggerIcon={<Plus aria-hidden />}
              title={`Spare somebody on ${name}`}
              description="It holds within a second, for sign-ins without TLS on this listener, and ends by itself."
              action={createExceptionAction}
              fields={{ policy: "cleartext", listenerId }}
              submit="Add"
            >
              <ExceptionFields />
            </FormDialog>
          }
        >
          <ExceptionList exceptions={here} end={endExceptionAction} />
        </Section>
      )}
      {use !== null && (
        <Section
          title="Sign-ins of the last 30 days"
          isFlush
          actions={
            <>
              {hasCleartext && (
                <FilterLinks
                  label="Protection"
                  name="tls"
                  choices={[
                    { value: "no", label: "Without TLS" },
                    { value: "all", label: "Everybody" },
                  ]}
                  path={path}
                  query={query}
                />
              )}
              <LinkButton href={`${path}/use.csv?tls=${list.tls}`} icon={<Download aria-hidden />} isDownload>
                CSV
              </LinkButton>
            </>
          }
        >
          <UseTable
            listenerId={listenerId}
            page={use}
            list={list}
            query={query}
            spare={createExceptionAction}
            isSparing={hasCleartext}
          />
        </Section>
      )}
    </Page>
  );
}
