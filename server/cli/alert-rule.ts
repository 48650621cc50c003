import type { Command } from "commander";
import type { Cli } from "./cli.ts";
import { UsageError } from "./cli.ts";
import { table } from "./table.ts";

interface RuleOptions {
  readonly on?: boolean;
  readonly off?: boolean;
  readonly urgent?: boolean;
  readonly notUrgent?: boolean;
  readonly for?: string;
  readonly resolve?: string;
  readonly set?: readonly string[];
}

export function addAlertRule(alert: Command, cli: Cli): void {
  alert
    .command("conditions")
    .description("list what is watched, with the numbers it goes by")
    .action(() =>
      cli.withStore(async (store) => {
        const { readRuleViews } = await import("../alert/rules.ts");
        const rules = await readRuleViews(store);
        cli.print(
          rules,
          table(rules, {
            condition: (row) => row.condition,
            watched: (row) => (row.isEnabled ? (row.trouble === null ? "yes" : "fails") : "no"),
            urgent: (row) => (row.isUrgent ? "yes" : ""),
            for: (row) => `${row.forSeconds} s`,
            over: (row) => `${row.resolveSeconds} s`,
            numbers: (row) =>
              Object.entries(row.thresholds)
                .map(([name, value]) => `${name}=${value}`)
                .join(" "),
            what: (row) => row.title,
          }),
        );
      }),
    );

  alert
    .command("set <condition>")
    .description("change how a condition is judged")
    .option("--on", "watch it")
    .option("--off", "do not watch it")
    .option("--urgent", "told in quiet hours too")
    .option("--not-urgent", "not told in quiet hours")
    .option("--for <seconds>", "told when it has held so long")
    .option("--resolve <seconds>", "over when it has been gone so long")
    .option("--set <name=value...>", "its numbers: see popdesk alert conditions")
    .action((name: string, options: RuleOptions) =>
      cli.withStore(async (store) => {
        const { changeRule } = await import("../alert/rules.ts");
        const { conditionNames } = await import("../alert/schema.ts");
        const condition = conditionNames.find((each) => each === name);
        if (condition === undefined) {
          throw new UsageError(`There is no condition ${name}: see popdesk alert conditions.`);
        }
        const change = {
          condition,
          isEnabled: options.on ? true : options.off ? false : undefined,
          isUrgent: options.urgent ? true : options.notUrgent ? false : undefined,
          forSeconds: options.for,
          resolveSeconds: options.resolve,
          thresholds: options.set && Object.fromEntries(options.set.map(pair)),
        };
        const rule = await changeRule(store, change, cli.actor);
        cli.print(rule, `${condition} is ${rule.isEnabled ? "watched" : "not watched"}.`);
      }),
    );
}

function pair(text: string): [string, string] {
  const at = text.indexOf("=");
  if (at < 1) throw new UsageError(`--set takes name=value, such as percent=90, and not “${text}”.`);
  return [text.slice(0, at), text.slice(at + 1)];
}
