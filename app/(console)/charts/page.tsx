import type { Metadata } from "next";
import { Live } from "#components/live/live.tsx";
import { ChartFigure } from "#components/metric/chart-figure.tsx";
import { MetricFigures } from "#components/metric/metric-figures.tsx";
import { lengthText } from "#components/metric/scale.ts";
import { LinkButton } from "#components/ui/button.tsx";
import { FilterLinks } from "#components/ui/filter-links.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Page } from "#components/ui/page.tsx";
import type { Query } from "#components/ui/query.ts";
import { Card } from "#components/ui/section.tsx";
import { Time } from "#components/ui/time.tsx";
import { readCharts } from "#server/metric/read-charts.ts";
import { readSums } from "#server/metric/read-sums.ts";
import { chartQuestion, chartRanges } from "#server/metric/schema.ts";
import { readSettings } from "#server/setting/read.ts";
import { requireAdministrator } from "#server/web/require-administrator.ts";
import { theStore } from "#server/web/the-store.ts";

export const metadata: Metadata = { title: "Metrics" };

const path = "/charts";

export default async function ChartsPage({ searchParams }: { searchParams: Promise<Query> }) {
  await requireAdministrator();
  const store = await theStore();
  const query = await searchParams;
  const question = chartQuestion.parse(query);
  const [charts, sums, { recordsMetrics }] = await Promise.all([
    readCharts(store, question),
    readSums(store, question),
    readSettings(store),
  ]);
  const { fromMs, stepMs, count, isOpen } = charts;
  const isDragged = question.from !== undefined && question.until !== undefined;
  return (
    <Page
      title="Metrics"
      description="What the daemon counted. Drag over a chart to look closer; grey is a time in which nobody counted."
      actions={<LinkButton href={`${path}/monitoring`}>Monitoring systems</LinkButton>}
    >
      {!isDragged && <Live topics={["metrics"]} />}
      {!recordsMetrics && (
        <Notice
          tone="warning"
          title="Nothing is counted."
          actions={<LinkButton href="/limits#metrics">Switch it on</LinkButton>}
        >
          Counting is switched off, so charts have a gap until it is on again.
        </Notice>
      )}
      <div className="flex flex-wrap items-center justify-between gap-3">
        {isDragged ? (
          <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
            <p>
              <Time at={new Date(fromMs)} format="exact" /> to{" "}
              <Time at={new Date(fromMs + count * stepMs)} format="exact" />
            </p>
            <LinkButton href={path}>Back to the last hour</LinkButton>
          </div>
        ) : (
          <FilterLinks label="Range of time" name="range" choices={chartRanges} path={path} query={query} />
        )}
        <p className="text-xs text-muted">A step is {lengthText(stepMs)}.</p>
      </div>
      <MetricFigures sums={sums} />
      <div className="grid gap-4 lg:grid-cols-2">
        {charts.charts.map((chart) => (
          <Card key={chart.name}>
            <ChartFigure chart={chart} fromMs={fromMs} stepMs={stepMs} count={count} isOpen={isOpen} path={path} />
          </Card>
        ))}
      </div>
    </Page>
  );
}
