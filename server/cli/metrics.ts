import type { Command } from "commander";
import type { ChartRangeName, MetricSums } from "../metric/schema.ts";
import { type Cli, UsageError } from "./cli.ts";
import { details, octetsText, table } from "./table.ts";

export function addMetrics(program: Command, cli: Cli): void {
  const metrics = program.command("metrics").description("what the daemon counts, and who may read it");

  metrics
    .command("show", { isDefault: true })
    .description("what happened in the last hour, day, week, month or year")
    .option("--range <range>", "hour, day, week, month or year", "day")
    .action(({ range }: { range: string }) =>
      cli.withStore(async (store) => {
        const { chartRanges } = await import("../metric/schema.ts");
        const { readSums } = await import("../metric/read-sums.ts");
        const named = chartRanges.find(({ value }) => value === range);
        if (named === undefined) {
          throw new UsageError(`"${range}" is no range: ${chartRanges.map(({ value }) => value).join(", ")}.`);
        }
        const sums = await readSums(store, { range: named.value, from: undefined, until: undefined });
        cli.print({ range, ...sums }, sumsText(named.value, sums));
      }),
    );

  metrics
    .command("print")
    .description("print everything as /metrics has it, as for the textfile collector of node_exporter")
    .action(() =>
      cli.withStore(async (store) => {
        const { readExposition } = await import("../metric/read-exposition.ts");
        const text = await readExposition(store);
        cli.print({ text }, text.trimEnd());
      }),
    );

  metrics
    .command("list")
    .description("list the names of all metrics, with their labels and what they say; needs no server")
    .option("--markdown", "as docs/metrics.md has them")
    .action(async ({ markdown }: { markdown?: boolean }) => {
      const { metricList, metricTable } = await import("../metric/metric-table.ts");
      cli.print(
        metricList,
        markdown
          ? metricTable
          : table(metricList, {
              name: ({ name }) => name,
              type: ({ type }) => type,
              label: ({ label }) => label,
              meaning: ({ help }) => help,
            }),
      );
    });

  metrics
    .command("access [who]")
    .description('show or set who may read /metrics: "off", "machine" (programs on this machine) or "token"')
    .option("--networks <networks>", "where the token counts: 192.0.2.0/24, a comma between; empty for everywhere")
    .action((who: string | undefined, { networks }: { networks?: string }) =>
      cli.withStore(async (store) => {
        const { changeSettings } = await import("../setting/change-settings.ts");
        const { readSettings } = await import("../setting/read.ts");
        const { readMetricsToken } = await import("../metric/token.ts");
        const { accessSentence } = await import("../metric/access-words.ts");
        const change = {
          ...(who === undefined ? {} : { metricsAccess: who as "off" }),
          ...(networks === undefined ? {} : { metricsNetworks: networks }),
        };
        const settings =
          Object.keys(change).length === 0 ? await readSettings(store) : await changeSettings(store, change, cli.actor);
        const { metricsAccess, metricsNetworks } = settings;
        const token = await readMetricsToken(store);
        cli.print(
          { metricsAccess, metricsNetworks, tokenCreatedAt: token?.createdAt ?? null },
          accessSentence(settings, token),
        );
      }),
    );

  const token = metrics.command("token").description("what a monitoring system shows to read /metrics");

  token
    .command("create")
    .description("make a new one, shown this once; the one before is worth nothing then")
    .action(() =>
      cli.withStore(async (store) => {
        const { createMetricsToken } = await import("../metric/token.ts");
        const made = await createMetricsToken(store, {}, cli.actor);
        cli.print(made, made.token);
        cli.note("Keep it: it is not shown again.");
      }),
    );

  token
    .command("revoke")
    .description("take it back: nobody reads /metrics with it from now on")
    .action(() =>
      cli.withStore(async (store) => {
        const { revokeMetricsToken } = await import("../metric/token.ts");
        await revokeMetricsToken(store, {}, cli.actor);
        cli.print({ revoked: true }, "The token is worth nothing any more.");
      }),
    );
}

function sumsText(range: ChartRangeName, sums: MetricSums): string {
  const milliseconds = (seconds: number | null) =>
    seconds === null ? null : `${(seconds * 1000).toFixed(seconds < 0.01 ? 1 : 0)} ms`;
  const percent = (share: number | null) => (share === null ? null : `${(share * 100).toFixed(1)} %`);
  return details({
    range: `the last ${range}`,
    sessions: sums.sessionCount,
    "sign-ins": sums.signInCount,
    "… in cleartext": sums.cleartextCount,
    "sign-ins refused": sums.refusedCount,
    "… maildrop in use": sums.inUseCount,
    "sign-in, half are quicker than": milliseconds(sums.signInMedian),
    "sign-in, 95 % are quicker than": milliseconds(sums.signInSlowest),
    delivered: `${sums.deliveredCount} (${octetsText(sums.deliveredOctets)})`,
    "deliveries refused": sums.refusedDeliveryCount,
    retrieved: `${sums.retrievedCount} (${octetsText(sums.retrievedOctets)})`,
    "… of what was asked for": percent(sums.retrievalSuccess),
    "removed by clients": `${sums.removedCount} (${octetsText(sums.removedOctets)})`,
    "time that was counted": percent(sums.coverage),
  });
}
