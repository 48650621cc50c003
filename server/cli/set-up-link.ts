import type { Command } from "commander";
import type { Cli } from "./cli.ts";

export function addSetUpLink(program: Command, cli: Cli): void {
  program
    .command("set-up-link")
    .description("print a new one-time link to set the server up in a browser; earlier links end")
    .addHelpText("after", "\nOnly while there is no owner. Afterwards: popdesk owner password EMAIL")
    .action(() =>
      cli.withStore(async (store) => {
        const { issueSetUpToken } = await import("../administrator/set-up-token.ts");
        const token = await issueSetUpToken(store);
        const { httpPort } = store.environment;
        const link = `http://localhost:${httpPort}/set-up?token=${token}`;
        cli.print({ link }, link);
      }),
    );
}
