import type { Command } from "commander";
import type { Settings } from "../setting/schema.ts";
import type { Cli } from "./cli.ts";
import { details } from "./table.ts";

export function addSetting(program: Command, cli: Cli): void {
  const setting = program.command("setting").description("settings of the whole server");

  setting
    .command("list")
    .description("show all settings")
    .action(() =>
      cli.withStore(async (store) => {
        const { readSettings } = await import("../setting/read.ts");
        const settings = await readSettings(store);
        cli.print(settings, settingsText(settings));
      }),
    );

  setting
    .command("set")
    .description("change settings; the daemon obeys within a second")
    .option("--hostname <name>", "the name under which mail programs reach this server")
    .option("--default-domain <name>", "its accounts may sign in with the local part alone; empty for none")
    .action((change: { hostname?: string; defaultDomain?: string }) =>
      cli.withStore(async (store) => {
        const { changeHostname } = await import("../setting/change-hostname.ts");
        const settings = await changeHostname(store, change, cli.actor);
        cli.print(settings, settingsText(settings));
      }),
    );
}

function settingsText({ hostname, defaultDomain }: Settings): string {
  return details({ "host name": hostname, "default domain": defaultDomain });
}
