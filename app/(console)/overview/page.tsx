import type { Metadata } from "next";
import { CertificateFacts } from "#components/certificate/certificate-facts.tsx";
import { ListenerSummary } from "#components/listener/listener-summary.tsx";
import { Live } from "#components/live/live.tsx";
import { ChartFigure } from "#components/metric/chart-figure.tsx";
import { Figure } from "#components/overview/figure.tsx";
import { VerdictCard } from "#components/overview/verdict-card.tsx";
import { SampleNotice } from "#components/sample/sample-notice.tsx";
import { QuotaNotice } from "#components/quota/quota-notice.tsx";
import { LinkButton } from "#components/ui/button.tsx";
import { Count, countOf, formatCount } from "#components/ui/count.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { formatOctets, Octets } from "#components/ui/octets.tsx";
import { Page } from "#components/ui/page.tsx";
import { Section } from "#components/ui/section.tsx";
import { Time } from "#components/ui/time.tsx";
import { readAccountTotals } from "#server/account/totals.ts";
import { countFiring } from "#server/alert/read.ts";
import { readCertificates } from "#server/certificate/read.ts";
import { readControl } from "#server/control/read-control.ts";
import { countFindings } from "#server/finding/read.ts";
import { countLocks } from "#server/lock/read.ts";
import { readListeners } from "#server/listener/read.ts";
import { readCharts } from "#server/metric/read-charts.ts";
import { readSums } from "#server/metric/read-sums.ts";
import { countDamages } from "#server/message/read-damages.ts";
import { readFullness } from "#server/quota/read.ts";
import { readActiveRun } from "#server/retention-run/read-runs.ts";
import { readDaemonState } from "#server/node/read-daemon-state.ts";
import { readSample } from "#server/sample/read.ts";
import { readCertificateAlerts } from "#server/served-certificate/read.ts";
import { readSessionActivity } from "#server/session/activity.ts";
import { countLiveSessions } from "#server/session/read.ts";
import { readSettings } from "#server/setting/read.ts";
import { readSetUp } from "#server/set-up/progress.ts";
import { requireAdministrator } from "#server/web/require-administrator.ts";
import { theStore } from "#server/web/the-store.ts";
import { removeSampleAction } from "../domains/actions.ts";

export const metadata: Metadata = { title: "Overview" };

const dayMs = 24 * 60 * 60 * 1000;

export default async function OverviewPage() {
  await requireAdministrator();
  const store = await theStore();
  const now = store.clock.now();
  const [listeners, { generation }, daemon, sessionCount, settings, totals, [certificate], sample, setUp, damageCount] =
    await Promise.all([
      readListeners(store),
      readControl(store.db),
      readDaemonState(store),
      countLiveSessions(store),
      readSettings(store),
      readAccountTotals(store),
      readCertificates(store),
      readSample(store),
      readSetUp(store),
      countDamages(store),
    ]);
  const lastDay = { range: "day", from: undefined, until: undefined } as const;
  const [fullness, run, alerts, firing, locks, found, sums, charts] = await Promise.all([
    readFullness(store),
    readActiveRun(store),
    readCertificateAlerts(store),
    countFiring(store),
    countLocks(store),
    countFindings(store),
    readSums(store, lastDay),
    readCharts(store, lastDay, ["sign-ins", "mail", "sessions", "storage"]),
  ]);
  // Counted as it happened where that is switched on: to count a busy day's sessions would take seconds.
  const activity = settings.recordsMetrics ? sums : await readSessionActivity(store, new Date(now.getTime() - dayMs));
  const isDaemonAlive = daemon?.isAlive ?? false;
  return (
    <Page title="Overview">
      <Live topics={["wishes", "facts", "sessions", "locks", "findings", "changes", "metrics", "alerts"]} settles />
      <VerdictCard
        situation={{
          listeners,
          isDaemonAlive,
          daemonSeenAt: daemon?.seenAt ?? null,
          hasCertificate: certificate !== undefined,
          certificateAlerts: alerts,
          cleartextCount: activity.cleartextCount,
          sessionCount,
          staleLockCount: locks.stale,
          firing,
        }}
      />
      {damageCount > 0 && (
        <Notice tone="danger" title={`${countOf(damageCount, "message")} cannot be read.`}>
          The text is missing or damaged on the disk, and its owner was told so. On the server, “popdesk store check
          --read” says which; a backup may have what is missing.
        </Notice>
      )}
      {run?.state === "asking" && (
        <Notice
          tone="warning"
          title="A retention run asks before it removes mail."
          actions={<LinkButton href={`/retention/runs/${run.id}`}>Look at it</LinkButton>}
        >
          {run.question}
        </Notice>
      )}
      <QuotaNotice counts={fullness} />
      {!setUp.isFinished && (
        <Notice
          tone="info"
          title="The set-up is not finished."
          actions={<LinkButton href={`/set-up/${setUp.step}`}>Go on with the set-up</LinkButton>}
        >
          It tries the ports and a sign-in for real, and ends with the settings for mail programs.
        </Notice>
      )}
      {sample && <SampleNotice sample={sample} remove={removeSampleAction} />}
      <div className="grid grid-cols-2 gap-3 lg:grid-cols-4 lg:gap-4">
        <Figure
          label="Sessions now"
          value={
            <span className="live-fact">
              <Count value={sessionCount} />
            </span>
          }
          note={isDaemonAlive ? "Live" : "When last heard"}
          href="/sessions"
        />
        <Figure
          label="Sign-ins, 24 hours"
          value={<Count value={activity.signInCount} />}
          note={`${formatCount(activity.refusedCount)} refused`}
          href="/history?span=24h&state=TRANSACTION"
        />
        <Figure
          label="Retrieved, 24 hours"
          value={<Count value={activity.retrievedCount} />}
          note={`${formatCount(activity.removedCount)} removed by clients`}
          href="/history?span=24h&state=TRANSACTION"
        />
        <Figure
          label="Delivered, 24 hours"
          value={<Count value={sums.deliveredCount} />}
          note={`${formatOctets(sums.deliveredOctets)}, ${formatCount(sums.refusedDeliveryCount)} refused`}
          href="/messages"
        />
        <Figure
          label="Locks now"
          value={
            <span className="live-fact">
              <Count value={locks.total} />
            </span>
          }
          note={locks.stale === 0 ? "None stale" : `${formatCount(locks.stale)} stale`}
          href="/locks"
        />
        <Figure
          label="Findings"
          value={<Count value={found.findings} />}
          note={found.findings === 0 ? "Mail programs behave" : `about ${countOf(found.accounts, "account")}`}
          href="/findings"
        />
        <Figure
          label={`Messages in ${countOf(totals.accountCount, "account")}`}
          value={<Count value={totals.messageCount} />}
          note={
            totals.lastDeliveryAt ? (
              <>
                Last arrived <Time at={totals.lastDeliveryAt} />
              </>
            ) : (
              "None has arrived yet"
            )
          }
          href="/accounts?sort=messageCount&direction=desc"
        />
        <Figure
          label="Mail on disk"
          value={<Octets value={totals.octets} />}
          note={
            totals.recoverableOctets === 0
              ? "Largest maildrops first"
              : `and ${formatOctets(totals.recoverableOctets)} recoverable`
          }
          href="/accounts?sort=octets&direction=desc"
        />
      </div>
      <Section title="The last 24 hours" actions={<LinkButton href="/charts">All metrics</LinkButton>}>
        <div className="grid gap-x-8 gap-y-6 lg:grid-cols-2">
          {charts.charts.map((chart) => (
            <ChartFigure
              key={chart.name}
              chart={chart}
              fromMs={charts.fromMs}
              stepMs={charts.stepMs}
              count={charts.count}
              isOpen={charts.isOpen}
              path="/charts"
              isBrief
            />
          ))}
        </div>
      </Section>
      <div className="grid items-start gap-5 lg:grid-cols-2">
        <Section title="Listeners" actions={<LinkButton href="/listeners">All listeners</LinkButton>} isFlush>
          <ListenerSummary listeners={listeners} generation={generation} isDaemonAlive={isDaemonAlive} />
        </Section>
        {certificate && (
          <Section title="Certificate">
            <CertificateFacts certificate={certificate} />
          </Section>
        )}
      </div>
    </Page>
  );
}
