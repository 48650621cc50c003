import type { Command } from "commander";
import type { ImportProgress, ImportReport } from "../transfer/import-messages.ts";
import type { Source } from "../transfer/source.ts";
import type { Cli } from "./cli.ts";
import { exitCodes } from "./exit-codes.ts";
import { Progress } from "./progress.ts";
import { octetsText } from "./table.ts";

interface Options {
  readonly account: string;
  readonly dryRun?: boolean;
  readonly uidlFormat?: string;
}

const help = `
Messages keep their order and the time they arrived. Run again, an import leaves alone what is there already: after
Ctrl+C or trouble with the disk, run the same command once more. Exit code 1: some messages were refused, and the
report says which.`;

export function addImport(program: Command, cli: Cli): void {
  const group = program.command("import").description("put mail of another server into an account");

  withOptions(group.command("maildir <path>"))
    .description("import a Maildir (its new and cur)")
    .option("--uidl-format <format>", "Dovecot's pop3_uidl_format, where it was not %08Xu%08Xv")
    .addHelpText(
      "after",
      `${help}\nUnique-ids of Dovecot (dovecot-uidlist) and Courier (courierpop3dsizelist) are kept, so that no client downloads again.\n\nExample:\n  popdesk import maildir /home/ann/Maildir --account ann@example.org --dry-run`,
    )
    .action((path: string, options: Options) =>
      run(cli, options, async () => (await import("../transfer/maildir.ts")).openMaildir(path, options.uidlFormat)),
    );

  withOptions(group.command("mbox <file>"))
    .description("import an mbox file (mboxrd: lines quoted as >From are unquoted)")
    .addHelpText("after", `${help}\n\nExample:\n  popdesk import mbox /var/mail/ann --account ann@example.org`)
    .action((path: string, options: Options) =>
      run(cli, options, async () => (await import("../transfer/mbox.ts")).openMbox(path)),
    );
}

function withOptions(command: Command): Command {
  return command
    .requiredOption("--account <address>", "the account that gets the mail")
    .option("--dry-run", "read and count everything, store nothing");
}

/** The source is opened first: as root, what only root may read is listed before its rights are given up. */
async function run(cli: Cli, options: Options, open: () => Promise<Source>): Promise<void> {
  const source = await open();
  await cli.withStore(async (store) => {
    const { importMessages } = await import("../transfer/import-messages.ts");
    const { findAccount } = await import("./find.ts");
    const account = await findAccount(store, options.account);
    for (const notice of source.notices) cli.note(notice);
    const progress = new Progress(cli.io.stderr);
    const input = {
      account,
      source,
      isDryRun: options.dryRun ?? false,
      signal: cli.io.cancelled,
      onProgress: (done: ImportProgress) => progress.show(progressText(done, source.octets)),
    };
    const report = await importMessages(store, input, cli.actor).finally(() => progress.end());
    cli.exitCode = report.isCancelled
      ? exitCodes.cancelled
      : report.refusedCount > 0
        ? exitCodes.refused
        : exitCodes.done;
    cli.print(
      { account: account.address, isDryRun: input.isDryRun, notices: source.notices, ...report },
      reportText(report, input.isDryRun),
    );
  });
}

function progressText(
  { importedCount, skippedCount, refusedCount, octets }: ImportProgress,
  allOctets: number,
): string {
  const percent = allOctets === 0 ? 100 : Math.floor((100 * octets) / allOctets);
  const others = [
    skippedCount > 0 ? `, ${skippedCount} there already` : "",
    refusedCount > 0 ? `, ${refusedCount} refused` : "",
  ];
  return `${percent} %, ${importedCount} messages${others.join("")}`;
}

function reportText(report: ImportReport, isDryRun: boolean): string {
  const { importedCount, skippedCount, refusedCount, octets, isCancelled, refused } = report;
  const counts = `${isDryRun ? "Would be imported" : "Imported"}: ${importedCount}. There already: ${skippedCount}. Refused: ${refusedCount}. Read: ${octetsText(octets)}.`;
  const reasons = refused.map(({ name, reason }) => `  ${name}: ${reason}`);
  const more = refusedCount > refused.length ? [`  … and ${refusedCount - refused.length} more`] : [];
  const end = isCancelled ? ["Cancelled. The same command goes on from here."] : [];
  return [counts, ...reasons, ...more, ...end].join("\n");
}
