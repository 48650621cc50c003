import type { Command } from "commander";
import type { Cli } from "./cli.ts";
import { table } from "./table.ts";

const help = `
What another program delivers into the Maildir is taken by the running daemon within two seconds: from new/ into the
account's maildrop, and then removed. Mail in cur/ is left alone (see: popdesk import maildir). The system user that
owns the data directory must be allowed to read and change new/ and cur/.`;

export function addMaildir(program: Command, cli: Cli): void {
  const maildir = program.command("maildir").description("Maildirs that mail is taken from").addHelpText("after", help);

  maildir
    .command("list")
    .description("list the watched Maildirs, and what the daemon says of them")
    .action(() =>
      cli.withStore(async (store) => {
        const { readWatchedMaildirs } = await import("../watched-maildir/read.ts");
        const rows = await readWatchedMaildirs(store);
        cli.print(
          { rows, total: rows.length },
          table(rows, {
            path: (row) => row.path,
            account: (row) => row.account,
            watched: (row) => (row.isEnabled ? "yes" : "no"),
            taken: (row) => row.takenCount,
            "last look": (row) => row.seenAt ?? "never",
            trouble: (row) => row.errorText ?? "",
          }) || "No Maildir is watched. Watch one: popdesk maildir add /var/mail/ann/Maildir --account ann@example.org",
        );
      }),
    );

  maildir
    .command("add <path>")
    .description("take what appears in a Maildir's new/ into an account")
    .requiredOption("--account <address>", "the account that gets the mail")
    .addHelpText("after", "\nExample:\n  popdesk maildir add /var/mail/ann/Maildir --account ann@example.org")
    .action((path: string, { account }: { account: string }) =>
      cli.withStore(async (store) => {
        const { addWatchedMaildir } = await import("../watched-maildir/add-watched-maildir.ts");
        const { findAccount } = await import("./find.ts");
        const { id: accountId } = await findAccount(store, account);
        const { resolve } = await import("node:path");
        const added = await addWatchedMaildir(store, { path: resolve(path), accountId }, cli.actor);
        cli.print(added, `What appears in ${added.path}/new goes to ${added.account}.`);
      }),
    );

  maildir
    .command("remove <path>")
    .description("watch a Maildir no longer; what lies in it stays")
    .action((path: string) =>
      cli.withStore(async (store) => {
        const { removeWatchedMaildir } = await import("../watched-maildir/change-watched-maildir.ts");
        const { findWatchedMaildir } = await import("./find.ts");
        const found = await findWatchedMaildir(store, path);
        await removeWatchedMaildir(store, { id: found.id }, cli.actor);
        cli.print({ path: found.path, isRemoved: true }, `${found.path} is not watched any more.`);
      }),
    );

  for (const isEnabled of [true, false]) {
    maildir
      .command(isEnabled ? "enable <path>" : "disable <path>")
      .description(isEnabled ? "take mail from a Maildir again" : "take nothing from a Maildir for now")
      .action((path: string) =>
        cli.withStore(async (store) => {
          const { setWatchedMaildirEnabled } = await import("../watched-maildir/change-watched-maildir.ts");
          const { findWatchedMaildir } = await import("./find.ts");
          const found = await findWatchedMaildir(store, path);
          await setWatchedMaildirEnabled(store, { id: found.id, isEnabled }, cli.actor);
          cli.print(
            { path: found.path, isEnabled },
            isEnabled ? `${found.path} is watched.` : `${found.path} is left alone until it is enabled.`,
          );
        }),
      );
  }
}
