import type { Command } from "commander";
import type { RetentionPlace, RuleChange } from "../retention/schema.ts";
import type { Simulation } from "../retention-run/schema.ts";
import type { Store } from "../store.ts";
import { type Cli, UsageError } from "./cli.ts";
import { Progress } from "./progress.ts";
import { confirm } from "./prompt.ts";
import { octetsText, table } from "./table.ts";

interface Options {
  domain?: string;
  account?: string;
  arrivalDays?: string;
  downloadDays?: string;
  keepUndownloaded?: string;
  list?: string;
  save?: boolean;
  yes?: boolean;
}

/** The level that --domain or --account name; the server's without either. */
export async function placeAsked(
  store: Store,
  { domain, account }: Pick<Options, "domain" | "account">,
): Promise<RetentionPlace> {
  const { findAccount, findDomain } = await import("./find.ts");
  if (domain !== undefined && account !== undefined) throw new UsageError("Either --domain or --account.");
  if (domain !== undefined) return { level: "domain", id: (await findDomain(store, domain)).id };
  if (account !== undefined) return { level: "account", id: (await findAccount(store, account)).id };
  return { level: "server", id: undefined };
}

export function addRetentionSimulate(retention: Command, cli: Cli): void {
  retention
    .command("simulate")
    .description("say what a rule would remove, without changing anything; --save changes it after that")
    .option("--domain <name>", "the rule of this domain, instead of the server's")
    .option("--account <address>", "the rule of this account")
    .option("--arrival-days <days>", "removed so long after arrival; never, or inherit")
    .option("--download-days <days>", "removed so long after the first download; never, or inherit")
    .option("--keep-undownloaded <yes|no>", "whether what was never downloaded stays")
    .option("--list <number>", "also list so many of the messages")
    .option("--save", "save the rule, after asking")
    .option("--yes", "do not ask")
    .addHelpText("after", "\nExample:\n  popdesk retention simulate --domain example.org --download-days 30 --list 20")
    .action((options: Options) =>
      cli.withStore(async (store) => {
        const { simulateRetention } = await import("../retention-run/simulate.ts");
        const { saveRetentionRule } = await import("../retention-run/save-rule.ts");
        const change = await changeAsked(store, options);
        const progress = new Progress(cli.io.stderr);
        const simulation = await simulateRetention(store, change, cli.actor, (looked) =>
          progress.show(`${looked} accounts looked at`),
        ).finally(() => progress.end());
        const rows = await listed(store, simulation, Number(options.list ?? 0));
        if (!options.save) {
          cli.print({ ...simulation, messages: rows }, `${simulationText(simulation)}${rowsText(rows)}`);
          return;
        }
        cli.note(simulationText(simulation));
        await confirm(cli.io, `Save this rule of ${simulation.placeName}?`, options.yes);
        const saved = await saveRetentionRule(store, { change, simulationId: simulation.id }, cli.actor);
        cli.print({ ...simulation, rule: saved.rule }, `The rule of ${saved.name} is saved.`);
      }),
    );
}

async function changeAsked(store: Store, options: Options): Promise<RuleChange> {
  const { ruleChange } = await import("../retention/schema.ts");
  const place = await placeAsked(store, options);
  return ruleChange.parse({
    ...place,
    removeAfterArrivalDays: options.arrivalDays,
    removeAfterDownloadDays: options.downloadDays,
    keepsUndownloaded: options.keepUndownloaded,
  });
}

async function listed(store: Store, { scope, after }: Simulation, take: number) {
  if (!(take > 0)) return [];
  const { listDue } = await import("../retention-run/list-due.ts");
  return (await listDue(store, { scope, rule: after, after: null, take })).rows;
}

function rowsText(rows: Awaited<ReturnType<typeof listed>>): string {
  const text = table(rows, {
    account: (row) => row.address,
    "unique-id": (row) => row.uniqueId,
    octets: (row) => row.octets,
    arrived: (row) => row.arrivedAt,
    downloaded: (row) => row.downloadedAt,
    rule: (row) => row.rule,
  });
  return text === "" ? "" : `\n\n${text}`;
}

export function simulationText(simulation: Simulation): string {
  const { placeName, messageCount, octets, accountCount, undownloadedCount, dueCount, largest, tookMs } = simulation;
  const first =
    messageCount === 0
      ? `With this rule of ${placeName} nothing would be removed now.`
      : `With this rule of ${placeName} the next run would remove ${messageCount} messages (${octetsText(octets)}) of ${accountCount} accounts, ${undownloadedCount} of them never downloaded.`;
  const now = `Of these accounts ${dueCount} messages are due by the rules in force. Counted in ${tookMs} ms.`;
  const most = largest.accounts.slice(0, 5).map(({ name, messageCount: count }) => `${name} ${count}`);
  const emptied = largest.emptied ? [largest.emptied] : [];
  return [first, ...emptied, now, ...(most.length > 0 ? [`Most of: ${most.join(", ")}.`] : [])].join("\n");
}
