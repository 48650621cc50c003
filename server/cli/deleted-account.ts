import type { Command } from "commander";
import { allPages } from "./all-pages.ts";
import type { Cli } from "./cli.ts";
import { confirm } from "./prompt.ts";
import { octetsText, table } from "./table.ts";

/** What can be done with accounts that are deleted. */
export function addDeletedAccounts(account: Command, cli: Cli): void {
  account
    .command("deleted")
    .description("list the deleted accounts that can be restored, and until when")
    .action(() =>
      cli.withStore(async (store) => {
        const { readDeletedAccounts } = await import("../account/read-deleted.ts");
        const { deletedAccountList } = await import("../account/schema.ts");
        const rows = await allPages((page, pageSize) =>
          readDeletedAccounts(store, deletedAccountList.parse({ page, pageSize })),
        );
        cli.print(
          { rows, total: rows.length },
          table(rows, {
            address: (row) => row.address,
            deleted: (row) => row.deletedAt,
            by: (row) => row.by,
            until: (row) => row.restorableUntil,
            messages: (row) => row.messageCount,
            stored: (row) => octetsText(row.octets),
          }) || "No deleted account can be restored.",
        );
      }),
    );

  account
    .command("restore <address>")
    .description("bring a deleted account back, mail and all; of several of one address the one deleted last")
    .option("--as <address>", "under another address")
    .action((text: string, { as: address }: { as?: string }) =>
      cli.withStore(async (store) => {
        const { findDeletedAccount } = await import("../account/read-deleted.ts");
        const { restoreAccount } = await import("../account/restore-account.ts");
        const { id } = await findDeletedAccount(store, text);
        const restored = await restoreAccount(store, { id, address }, cli.actor);
        for (const each of restored.lost) cli.note(`Somebody else has by now: ${each}`);
        cli.print(restored, `${restored.address} is back, mail and all.`);
      }),
    );

  account
    .command("remove <address>")
    .description("remove a deleted account for good, with its mail")
    .option("--yes", "do not ask")
    .action((text: string, { yes }: { yes?: boolean }) =>
      cli.withStore(async (store) => {
        const { findDeletedAccount } = await import("../account/read-deleted.ts");
        const { removeForGood } = await import("../account/remove-for-good.ts");
        const { id, address } = await findDeletedAccount(store, text);
        await confirm(cli.io, `Remove ${address} and its mail for good?`, yes);
        await removeForGood(store, { id }, cli.actor);
        cli.print({ address, isRemoved: true }, `${address} is being removed; the daemon takes its mail away.`);
      }),
    );
}
