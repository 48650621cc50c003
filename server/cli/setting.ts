import type { Command } from "commander";
import type { Settings, SettingsChange } from "../setting/schema.ts";
import { settingWords } from "../setting/words.ts";
import { type Cli, UsageError } from "./cli.ts";
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
    .command("set [name] [value]")
    .description('change a setting, by its name as "setting list" shows it; the daemon obeys within a second')
    .option("--hostname <name>", "the name under which mail programs reach this server")
    .option("--default-domain <name>", "its accounts may sign in with the local part alone; empty for none")
    .addHelpText("after", `\nSettings:\n${details(settingWords)}`)
    .action((name: string | undefined, value: string | undefined, options: SettingsChange) =>
      cli.withStore(async (store) => {
        const { changeHostname } = await import("../setting/change-hostname.ts");
        const settings = await changeHostname(store, { ...options, ...(await named(name, value)) }, cli.actor);
        cli.print(settings, settingsText(settings));
      }),
    );
}

/** A change as it is typed: the schema makes numbers and switches of the text. */
async function named(name: string | undefined, value: string | undefined): Promise<SettingsChange> {
  if (name === undefined) return {};
  const { settingFields } = await import("../setting/schema.ts");
  if (!Object.hasOwn(settingFields, name)) {
    throw new UsageError(`There is no setting "${name}". "popdesk setting list" shows them all.`);
  }
  if (value === undefined) throw new UsageError(`Say what ${name} should be: popdesk setting set ${name} VALUE.`);
  return { [name]: value } as SettingsChange;
}

/** As `set` takes them. */
function settingsText(settings: Settings): string {
  const typed = Object.entries(settings).map(([name, value]) => [name, value === null ? "none" : String(value)]);
  return details(Object.fromEntries(typed));
}
