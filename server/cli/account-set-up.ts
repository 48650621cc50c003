import { type Command, Option } from "commander";
import { type SetUpFileName, setUpFileNames } from "../client-set-up/schema.ts";
import type { Cli } from "./cli.ts";

/** `popdesk account set-up`: the settings for a mail program, or one of the files that hold them. */
export function addAccountSetUp(account: Command, cli: Cli): void {
  account
    .command("set-up <address>")
    .description("show what a mail program needs, or write a file that sets it up")
    .addOption(new Option("--file <name>", "write this one to standard output").choices([...setUpFileNames]))
    .addHelpText("after", "\nExample:\n  popdesk account set-up ann@example.org --file profile > mail.mobileconfig")
    .action((typed: string, { file }: { file?: SetUpFileName }) =>
      cli.withStore(async (store) => {
        const { findAccount } = await import("./find.ts");
        const { readAccount } = await import("../account/read.ts");
        const { readSetUpFile } = await import("../client-set-up/files.ts");
        const { settingsText } = await import("../client-set-up/read-codes.ts");
        const { readClientSettings } = await import("../listener/client-settings.ts");
        const { DomainError } = await import("../errors.ts");
        const { id, address } = await findAccount(store, typed);
        const nothing = new DomainError(
          "not-found",
          "No POP3 listener is open to everybody. See: popdesk listener list",
        );
        if (file === undefined) {
          const settings = await readClientSettings(store);
          const text = settingsText(settings, address);
          if (text === null) throw nothing;
          return cli.print({ address, ...settings }, text);
        }
        const account = await readAccount(store, id);
        const made = account && (await readSetUpFile(store, account, file));
        if (made === null) throw nothing;
        cli.io.stdout.write(made.body);
      }),
    );
}
