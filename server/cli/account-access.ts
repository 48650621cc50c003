import type { Command } from "commander";
import { type Cli, UsageError } from "./cli.ts";

interface Access {
  readonly networks?: string;
  readonly onlyAppPasswords?: boolean;
  readonly ownPassword?: boolean;
}

/** "popdesk account access". */
export function addAccountAccess(account: Command, cli: Cli): void {
  account
    .command("access <address>")
    .description("from where, and with what, one may sign in")
    .option("--networks <list>", "such as '10.0.0.0/8, 2001:db8::/32'; any: wherever the domain allows")
    .option("--only-app-passwords", "the account's own password signs nobody in")
    .option("--own-password", "the account's own password signs in as well")
    .addHelpText(
      "after",
      "\nExample:\n  popdesk account access ann@example.org --networks '192.0.2.0/24' --only-app-passwords",
    )
    .action((address: string, options: Access) =>
      cli.withStore(async (store) => {
        const { setAccountAccess } = await import("../account/set-account-access.ts");
        const { readAccount } = await import("../account/read.ts");
        const { findAccount } = await import("./find.ts");
        const { id } = await findAccount(store, address);
        const { networks, onlyAppPasswords, ownPassword } = options;
        if (onlyAppPasswords && ownPassword)
          throw new UsageError("Give either --only-app-passwords or --own-password.");
        const change = {
          id,
          allowedNetworks: networks === "any" ? "" : networks,
          onlyAppPasswords: onlyAppPasswords ? true : ownPassword ? false : undefined,
        };
        if (networks !== undefined || onlyAppPasswords || ownPassword) await setAccountAccess(store, change, cli.actor);
        const view = await readAccount(store, id);
        if (view === null) return;
        const { allowedNetworks, domainNetworks } = view;
        cli.print(
          { address: view.address, allowedNetworks, domainNetworks, onlyAppPasswords: view.onlyAppPasswords },
          `${view.address} signs in ${whence(allowedNetworks, domainNetworks)}, ${view.onlyAppPasswords ? "with app passwords only" : "with its own password or an app password"}.`,
        );
      }),
    );
}

function whence(own: string, domains: string): string {
  if (own !== "") return `from ${own.replaceAll(",", ", ")}`;
  return domains === "" ? "from everywhere" : `from ${domains.replaceAll(",", ", ")} (its domain's networks)`;
}
