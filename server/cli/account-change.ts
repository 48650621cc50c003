import type { Command } from "commander";
import type { BulkChange, BulkEffect } from "../account/bulk/schema.ts";
import type { Store } from "../store.ts";
import { type Cli, UsageError } from "./cli.ts";
import { confirm } from "./prompt.ts";
import { runTaskHere } from "./run-task-here.ts";
import { octetsText } from "./table.ts";

interface Chosen {
  readonly domain?: string;
  readonly search?: string;
  readonly filter: string;
  readonly all?: boolean;
  readonly quota?: string;
  readonly messages?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

const changes = "receive-on, receive-off, sign-in-on, sign-in-off, quota or delete";

const help = `
It is said what would change before it is asked, and each change can be undone: popdesk task undo NUMBER.

Examples:
  popdesk account change sign-in-off --domain example.org
  popdesk account change quota ann@example.org bob@example.org --quota '2 GB'
  popdesk account change delete --filter never-signed-in --dry-run`;

/** "popdesk account change": the same change for many. */
export function addAccountChange(account: Command, cli: Cli): void {
  account
    .command("change")
    .argument("<change>", changes)
    .argument("[addresses...]", "the accounts; or choose them with --domain, --search, --filter, --all")
    .description("change many accounts at once: switches, quota, deletion")
    .option("--domain <name>", "all of this domain")
    .option("--search <text>", "all whose address or name contain this")
    .option("--filter <kind>", "all that are off, no-password, never-signed-in or console", "all")
    .option("--all", "every account there is")
    .option("--quota <size>", "for quota: such as '500 MB' or '2 GB'; none is no limit")
    .option("--messages <number>", "for quota: how many messages it may hold")
    .option("--dry-run", "only say what would change")
    .option("--yes", "do not ask")
    .addHelpText("after", help)
    .action((name: string, addresses: string[], options: Chosen) =>
      cli.withStore(async (store) => {
        const { changeAccounts, readBulkEffect } = await import("../account/bulk/change-accounts.ts");
        const change = await read(store, name, addresses, options);
        const effect = await readBulkEffect(store, change);
        if (options.dryRun || effect.changingCount === 0) return cli.print(effect, effectText(name, effect));
        await confirm(cli.io, effectText(name, effect), options.yes);
        const asked = await changeAccounts(store, { ...change, typedWord: "delete" }, cli.actor);
        if (!asked.isDone) {
          const { applyBulkChange } = await import("../account/bulk/apply-change.ts");
          await runTaskHere(cli, store, asked.taskId, applyBulkChange, "accounts");
        }
        const { countOutcomes } = await import("../account/bulk/apply-change.ts");
        const outcomes = await countOutcomes(store, asked.taskId);
        const refused =
          outcomes.refused === 0 ? "" : ` ${outcomes.refused} refused: popdesk task show ${asked.taskId}.`;
        cli.print(
          { taskId: asked.taskId, ...outcomes },
          `${outcomes.done} changed, ${outcomes.skipped} left as they were.${refused} To undo it: popdesk task undo ${asked.taskId}`,
        );
      }),
    );
}

async function read(store: Store, name: string, addresses: readonly string[], options: Chosen): Promise<BulkChange> {
  const { bulkChange, bulkChanges } = await import("../account/bulk/schema.ts");
  const { accountFilters } = await import("../account/schema.ts");
  const { findAccount, findDomain } = await import("./find.ts");
  const { domain, search, filter, all, quota, messages } = options;
  const isChoice = domain !== undefined || search !== undefined || filter !== "all" || all === true;
  if (addresses.length > 0 && isChoice) throw new UsageError("Name addresses, or choose by domain, search or filter.");
  if (addresses.length === 0 && !isChoice) throw new UsageError("Which accounts? Name them, or say --all.");
  if (name === "quota" && quota === undefined && messages === undefined) {
    throw new UsageError("quota needs --quota or --messages.");
  }
  if (!bulkChanges.some((known) => known === name)) throw new UsageError(`The change is one of ${changes}.`);
  if (!accountFilters.some((known) => known === filter))
    throw new UsageError(`--filter is one of ${accountFilters.join(", ")}.`);
  const ids: number[] = [];
  for (const address of addresses) ids.push((await findAccount(store, address)).id);
  return bulkChange.parse({
    change: name,
    ids,
    isAll: isChoice,
    search,
    filter,
    domainId: domain === undefined ? undefined : (await findDomain(store, domain)).id,
    quotaOctets: quota ?? "",
    quotaMessages: messages ?? "",
  });
}

function effectText(name: string, { total, changingCount, alreadyCount, messageCount, octets }: BulkEffect): string {
  if (total === 0) return "No account is chosen.";
  if (changingCount === 0) return `All ${total} are so already.`;
  const many = `${changingCount} ${changingCount === 1 ? "account" : "accounts"}`;
  if (name === "delete") {
    return `${many} with ${messageCount} messages (${octetsText(octets)}) would be deleted; for a while they can be restored.`;
  }
  return `${many} would change${alreadyCount > 0 ? `; ${alreadyCount} are so already` : ""}.`;
}
