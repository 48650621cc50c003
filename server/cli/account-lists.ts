import type { Command } from "commander";
import type { Cli } from "./cli.ts";
import { runTaskHere } from "./run-task-here.ts";

const help = `
The first line names the columns: address, name, password or hash, quota, messages quota, receive, sign-in, console. What is empty stays as it is.
Without --apply it is only said what would become of each line.

Examples:
  popdesk account import list.csv
  popdesk account import list.csv --apply --create-domains
  popdesk account export --domain example.org > accounts.csv`;

/** Accounts from and to CSV. */
export function addAccountLists(account: Command, cli: Cli): void {
  account
    .command("import <file>")
    .description("make and change accounts as a CSV says; shows what would become of each line first")
    .option("--apply", "do it")
    .option("--create-domains", "create domains that are not there")
    .addHelpText("after", help)
    .action((file: string, { apply, createDomains }: { apply?: boolean; createDomains?: boolean }) =>
      cli.withStore(async (store) => {
        const { readFile } = await import("node:fs/promises");
        const { basename } = await import("node:path");
        const { prepareImport } = await import("../account/import/prepare-import.ts");
        const { cancelTask } = await import("../task/cancel-task.ts");
        const { countTaskItems } = await import("../task/read.ts");
        const { exportReport } = await import("../task/export-report.ts");
        const id = await prepareImport(store, { octets: await readFile(file), fileName: basename(file) }, cli.actor);
        if (apply) {
          const { startImport } = await import("../account/import/start-import.ts");
          const { applyAccountImport } = await import("../account/import/apply-import.ts");
          await startImport(store, { id, createsDomains: createDomains ?? false }, cli.actor);
          await runTaskHere(cli, store, id, applyAccountImport, "lines");
        }
        const counts = await countTaskItems(store, id);
        let report = "";
        for await (const piece of exportReport(store, id)) report += piece;
        if (!apply) await cancelTask(store, { id }, cli.actor);
        cli.print({ taskId: id, isApplied: apply ?? false, counts }, report.replace("\ufeff", "").trimEnd());
      }),
    );

  account
    .command("export")
    .description("print the accounts as CSV, without passwords")
    .option("--domain <name>", "only of this domain")
    .option("--search <text>", "only where address or name contain this")
    .action(({ domain, search }: { domain?: string; search?: string }) =>
      cli.withStore(async (store) => {
        const { exportAccounts } = await import("../account/export-accounts.ts");
        const { accountList } = await import("../account/schema.ts");
        const { findDomain } = await import("./find.ts");
        const domainId = domain === undefined ? undefined : (await findDomain(store, domain)).id;
        for await (const piece of exportAccounts(store, accountList.parse({ search, domainId })))
          cli.io.stdout.write(piece);
      }),
    );
}
