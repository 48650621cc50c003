import { Argument, type Command } from "commander";
import type { Cli } from "./cli.ts";
import { choosePassword, type PasswordOptions, withPasswordOptions } from "./new-password.ts";

/** "popdesk account console": the third switch. */
export function addAccountConsole(account: Command, cli: Cli): void {
  withPasswordOptions(account.command("console <address>"))
    .addArgument(new Argument("<switch>", "whether its holder may use the console").choices(["on", "off"]))
    .description(
      "let an account's holder use the console, with the address and a password of its own; off signs out at once",
    )
    .addHelpText(
      "after",
      "\nThe first time it needs a password; later without one the last counts again.\n\nExamples:\n  popdesk account console ann@example.org on --generate\n  popdesk account console ann@example.org off",
    )
    .action((address: string, wanted: string, options: PasswordOptions) =>
      cli.withStore(async (store) => {
        const { setConsoleAccess } = await import("../administrator/set-console-access.ts");
        const { findAccount } = await import("./find.ts");
        const { id } = await findAccount(store, address);
        const canUseConsole = wanted === "on";
        const isChosen = canUseConsole && (options.generate || options.passwordStdin);
        const chosen = isChosen ? await choosePassword(cli.io, options) : null;
        const set = await setConsoleAccess(store, { id, canUseConsole, password: chosen?.password }, cli.actor);
        const secret = chosen?.isGenerated ? { password: chosen.password } : {};
        const shown = chosen?.isGenerated ? ` Password for it, shown once: ${chosen.password}` : "";
        cli.print(
          { ...set, ...secret },
          canUseConsole ? `${set.address} may use the console.${shown}` : `${set.address} is out of the console.`,
        );
      }),
    );
}
