import type { Command } from "commander";
import type { Cli } from "./cli.ts";
import { table } from "./table.ts";

export function addAlias(program: Command, cli: Cli): void {
  const alias = program.command("alias").description("further addresses that deliver into an account");

  alias
    .command("list [account]")
    .description("list the aliases, all or those of one account")
    .action((account: string | undefined) =>
      cli.withStore(async (store) => {
        const { readAliases } = await import("../account/read-aliases.ts");
        const { findAccount } = await import("./find.ts");
        const rows = await readAliases(
          store,
          account === undefined ? undefined : (await findAccount(store, account)).id,
        );
        cli.print(
          { rows, total: rows.length },
          table(rows, {
            alias: (row) => row.address,
            "delivers to": (row) => row.account,
            created: (row) => row.createdAt,
          }) || "There is no alias. Make one: popdesk alias create sales@example.org ann@example.org",
        );
      }),
    );

  alias
    .command("create <alias> <account>")
    .description("let one more address deliver into an account")
    .addHelpText("after", "\nExample:\n  popdesk alias create sales@example.org ann@example.org")
    .action((address: string, account: string) =>
      cli.withStore(async (store) => {
        const { createAlias } = await import("../account/alias.ts");
        const { findAccount } = await import("./find.ts");
        const found = await findAccount(store, account);
        const made = await createAlias(store, { accountId: found.id, address }, cli.actor);
        cli.print({ ...made, account: found.address }, `Mail for ${made.address} goes to ${found.address}.`);
      }),
    );

  alias
    .command("delete <alias>")
    .description("delete an alias")
    .action((address: string) =>
      cli.withStore(async (store) => {
        const { deleteAlias } = await import("../account/alias.ts");
        const { findAlias } = await import("../account/read-aliases.ts");
        const found = await findAlias(store, address);
        await deleteAlias(store, { id: found.id }, cli.actor);
        cli.print({ address: found.address, isDeleted: true }, `The alias ${found.address} is deleted.`);
      }),
    );
}
