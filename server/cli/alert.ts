import type { Command } from "commander";
import { addAlertChannel } from "./alert-channel.ts";
import { addAlertRule } from "./alert-rule.ts";
import type { Cli } from "./cli.ts";
import { UsageError } from "./cli.ts";
import { table } from "./table.ts";

export function addAlert(program: Command, cli: Cli): void {
  const alert = program.command("alert").description("what is wrong, who is told of it, and what is watched");

  alert
    .command("list")
    .description("list what is wrong now")
    .action(() =>
      cli.withStore(async (store) => {
        const { readAlerts } = await import("../alert/read.ts");
        const { alertList } = await import("../alert/schema.ts");
        const { rows, total } = await readAlerts(store, alertList.parse({ state: "firing", pageSize: 500 }));
        cli.print(
          { rows, total },
          table(rows, {
            alert: (row) => row.id,
            severity: (row) => row.severity,
            condition: (row) => row.condition,
            since: (row) => row.firedAt,
            acknowledged: (row) => row.acknowledgedBy ?? (row.mutedUntilAt === null ? "" : "muted"),
            what: (row) => row.text,
          }) || "Nothing is wrong.",
        );
      }),
    );

  alert
    .command("history")
    .description("list what was wrong; with a number, who was told of that alert and with what answer")
    .argument("[alert]", "number of an alert")
    .option("--condition <name>", "only of this condition")
    .option("--limit <number>", "how many", "50")
    .action((id: string | undefined, { condition, limit }: { condition?: string; limit: string }) =>
      cli.withStore(async (store) => {
        const { readAlerts, readTold } = await import("../alert/read.ts");
        const { alertList } = await import("../alert/schema.ts");
        if (id !== undefined) {
          const told = await readTold(store, numberOf(id));
          return cli.print(
            told,
            table(told, {
              at: (row) => row.sentAt ?? row.at,
              change: (row) => row.change,
              channel: (row) => row.channelName,
              state: (row) => row.state,
              answer: (row) => row.answer,
            }) || "Nobody was told of it.",
          );
        }
        const list = alertList.parse({ state: "all", condition: condition ?? "all", pageSize: limit });
        if (list.condition !== (condition ?? "all")) throw new UsageError(`There is no condition ${condition}.`);
        const { rows, total } = await readAlerts(store, list);
        cli.print(
          { rows, total },
          table(rows, {
            alert: (row) => row.id,
            state: (row) => row.state,
            condition: (row) => row.condition,
            since: (row) => row.firedAt ?? row.firstSeenAt,
            over: (row) => row.resolvedAt,
            what: (row) => row.text,
          }) || "Nothing has been wrong yet.",
        );
      }),
    );

  alert
    .command("acknowledge <alert>")
    .description("say that you know: nobody is told again until it is over")
    .action((id: string) =>
      cli.withStore(async (store) => {
        const { acknowledge } = await import("../alert/acknowledge.ts");
        const done = await acknowledge(store, { id: numberOf(id) }, cli.actor);
        cli.print(done, `Acknowledged: ${done.text}`);
      }),
    );

  alert
    .command("mute")
    .description("tell nobody for a time: of an alert, of a condition, or (without either) of anything")
    .argument("[what]", "number of an alert, or name of a condition")
    .requiredOption("--for <time>", "such as 30m, 4h or 2d")
    .option("--reason <text>", "why, for colleagues")
    .action((what: string | undefined, { for: time, reason }: { for: string; reason?: string }) =>
      cli.withStore(async (store) => {
        const { mute } = await import("../alert/mutes.ts");
        const { conditionNames } = await import("../alert/schema.ts");
        const condition = conditionNames.find((name) => name === what);
        const alertId = what === undefined || condition !== undefined ? undefined : numberOf(what);
        const done = await mute(store, { alertId, condition, minutes: minutesOf(time), reason }, cli.actor);
        cli.print(done, `Muted until ${done.endsAt.toISOString()}: ${done.title}`);
      }),
    );

  alert
    .command("unmute")
    .description("end mutes before their time; without a number, list them")
    .argument("[mute]", "number of a mute")
    .action((id: string | undefined) =>
      cli.withStore(async (store) => {
        const { endMute, readMutes } = await import("../alert/mutes.ts");
        if (id !== undefined) {
          const done = await endMute(store, { id: numberOf(id) }, cli.actor);
          return cli.print(done, `Told again: ${done.title}`);
        }
        const mutes = await readMutes(store);
        cli.print(
          mutes,
          table(mutes, {
            mute: (row) => row.id,
            until: (row) => row.endsAt,
            by: (row) => row.actorName,
            what: (row) => row.title,
            why: (row) => row.reason,
          }) || "Nothing is muted.",
        );
      }),
    );

  addAlertRule(alert, cli);
  addAlertChannel(alert, cli);
}

export function numberOf(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new UsageError(`“${text}” is no number: see popdesk alert list.`);
}

const units: Readonly<Record<string, number>> = { m: 1, h: 60, d: 1_440 };

function minutesOf(text: string): number {
  const [, count, unit = ""] = /^(\d{1,5})([mhd])$/.exec(text) ?? [];
  if (count === undefined) throw new UsageError("--for takes a time such as 30m, 4h or 2d.");
  return Number(count) * (units[unit] ?? 1);
}
