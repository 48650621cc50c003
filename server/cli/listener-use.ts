import { type Command, Option } from "commander";
import type { PlannedChange } from "../listener/schema.ts";
import { type Cli, UsageError } from "./cli.ts";
import { showObeyed } from "./listener.ts";
import { table } from "./table.ts";

const mostShown = 100;

interface Plan {
  readonly close?: boolean;
  readonly requireTls?: boolean;
  readonly at?: string;
  readonly zone?: string;
  readonly cancel?: boolean;
}

/** Who needs a listener, and closing it at an instant. */
export function addListenerUse(listener: Command, cli: Cli): void {
  listener
    .command("who <name>")
    .description("who signed in through it without TLS within 30 days: who breaks when it requires TLS")
    .option("--all", "with TLS as well: who breaks when it closes")
    .option("--csv", "all of them as CSV")
    .action((name: string, { all, csv }: { all?: boolean; csv?: boolean }) =>
      cli.withStore(async (store) => {
        const { findListener } = await import("./find.ts");
        const { readListenerUse, readListenerUseSummary } = await import("../listener/use.ts");
        const { listenerUseList } = await import("../listener/schema.ts");
        const { id: listenerId } = await findListener(store, name);
        const tls = all ? "all" : "no";
        if (csv) {
          const { listenerUseCsv } = await import("../listener/use-csv.ts");
          for await (const lines of listenerUseCsv(store, { listenerId, tls })) cli.io.stdout.write(lines);
          return;
        }
        const summary = await readListenerUseSummary(store, { listenerId, tls });
        const { rows, total, isCut } = await readListenerUse(
          store,
          listenerUseList.parse({ listenerId, tls, pageSize: mostShown }),
        );
        const shown = table(rows, {
          account: (row) => row.address,
          from: (row) => row.remoteAddress,
          tls: (row) => row.tlsVersion ?? "none",
          "sign-ins": (row) => row.signInCount,
          last: (row) => row.lastAt,
          program: (row) => row.client,
        });
        cli.print({ summary, rows, total }, shown || `Nobody signed in there ${all ? "" : "without TLS "}in 30 days.`);
        if (total > rows.length && !cli.isJson) {
          cli.note(`${isCut ? "More than " : ""}${total - rows.length} more: --csv gives all.`);
        }
      }),
    );

  listener
    .command("plan <name>")
    .description("have the daemon close it, or require TLS on it, at an instant")
    .option("--close", "it closes")
    .option("--require-tls", "it requires TLS")
    .addOption(new Option("--at <time>", "as 2026-12-01T08:00, or with its offset: 2026-12-01T08:00+01:00"))
    .option("--zone <name>", "the zone of that time, such as Europe/Vienna (UTC)")
    .option("--cancel", "nothing happens by itself any more")
    .addHelpText("after", "\nExample:\n  popdesk listener plan POP3 --close --at 2026-12-01T08:00 --zone Europe/Vienna")
    .action((name: string, { close, requireTls, at, zone, cancel }: Plan) =>
      cli.withStore(async (store) => {
        const { cancelPlan, planChange } = await import("../listener/plan-change.ts");
        const { findListener } = await import("./find.ts");
        if ([close, requireTls, cancel].filter(Boolean).length !== 1) {
          throw new UsageError("Give one of --close, --require-tls and --cancel.");
        }
        const { id, name: known } = await findListener(store, name);
        if (cancel) {
          await cancelPlan(store, { id }, cli.actor);
          return showObeyed(cli, store, id);
        }
        const plannedChange: PlannedChange = close ? "close" : "require-tls";
        const wish = await planChange(store, { id, plannedChange, at: at ?? "", zone }, cli.actor);
        const instant = `${wish.plannedAt?.toISOString().slice(0, 19).replace("T", " ")} UTC`;
        cli.print(wish, `${known} ${close ? "closes" : "begins to require TLS"} by itself at ${instant}.`);
      }),
    );
}
