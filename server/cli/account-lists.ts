import type { Command } from "commander";
import type { Cli } from "./cli.ts";
import { exitCodes } from "./exit-codes.ts";
import { Progress } from "./progress.ts";

const help = `
The first line names the columns: address, name, password or hash, quota, messages quota, receive, sign-in. What is empty stays as it is.
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
        if (apply) await applyHere(cli, store, id, createDomains ?? false);
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

/** In this process, so that it works without the console; Ctrl+C keeps what is done. */
async function applyHere(
  cli: Cli,
  store: Parameters<Parameters<Cli["withStore"]>[0]>[0],
  id: number,
  createsDomains: boolean,
): Promise<void> {
  const { startImport } = await import("../account/import/start-import.ts");
  const { applyAccountImport } = await import("../account/import/apply-import.ts");
  const { cancelTask } = await import("../task/cancel-task.ts");
  const { readTask } = await import("../task/read.ts");
  const { runTask } = await import("../task/run-task.ts");
  const progress = new Progress(cli.io.stderr);
  const { cancelled } = cli.io;
  await startImport(store, { id, createsDomains }, cli.actor);
  const isMine = await runTask(
    store,
    id,
    (at, run) =>
      applyAccountImport(at, {
        ...run,
        progress(done, total) {
          run.progress(done, total);
          progress.show(`${done} lines`);
        },
      }),
    cancelled,
  ).finally(() => progress.end());
  if (!isMine) return cli.note(`The console does it: see the page of task ${id}.`);
  if (cancelled.aborted) {
    await cancelTask(store, { id }, cli.actor);
    cli.exitCode = exitCodes.cancelled;
  } else if ((await readTask(store, id))?.state !== "done") cli.exitCode = exitCodes.refused;
}
