import type { Command } from "commander";
import { DomainError } from "../errors.ts";
import type { TaskRow } from "../task/schema.ts";
import { allPages } from "./all-pages.ts";
import type { Cli } from "./cli.ts";
import { confirm } from "./prompt.ts";
import { runTaskHere } from "./run-task-here.ts";
import { details, table } from "./table.ts";

/** "popdesk task": long work that somebody asked for, here or in the console. */
export function addTask(program: Command, cli: Cli): void {
  const task = program.command("task").description("long work: imports, changes of many accounts");

  task
    .command("list")
    .description("list the tasks, the newest first")
    .option("--open", "only what waits or runs")
    .action(({ open }: { open?: boolean }) =>
      cli.withStore(async (store) => {
        const { readTasks } = await import("../task/read.ts");
        const { taskList } = await import("../task/schema.ts");
        const rows = await allPages((page, pageSize) =>
          readTasks(store, taskList.parse({ state: open ? "open" : "all", page, pageSize })),
        );
        cli.print(
          { rows, total: rows.length },
          table(rows, {
            number: (row) => row.id,
            task: (row) => row.title,
            state: stateText,
            done: (row) => `${row.doneCount} of ${row.totalCount}`,
            by: (row) => row.actorName,
            asked: (row) => row.createdAt,
          }) || "Nothing was asked for yet.",
        );
      }),
    );

  task
    .command("show <number>")
    .description("show one task, and what came of each of its steps")
    .option("--csv", "the whole report as CSV")
    .action((number: string, { csv }: { csv?: boolean }) =>
      cli.withStore(async (store) => {
        const { countTaskItems, readTask } = await import("../task/read.ts");
        const { exportReport } = await import("../task/export-report.ts");
        const id = idOf(number);
        const found = await readTask(store, id);
        if (found === null) throw taskUnknown(number);
        if (csv) {
          for await (const piece of exportReport(store, id)) cli.io.stdout.write(piece);
          return;
        }
        const counts = await countTaskItems(store, id);
        const facts = details({
          task: found.title,
          state: stateText(found),
          done: `${found.doneCount} of ${found.totalCount}`,
          trouble: found.errorText ?? undefined,
          by: found.actorName,
          asked: found.createdAt,
          begun: found.startedAt,
          ended: found.endedAt,
        });
        const steps = table(counts, {
          "said before": (row) => row.verdict,
          "came of it": (row) => row.outcome ?? "not done yet",
          steps: (row) => row.count,
        });
        cli.print({ ...found, counts }, steps === "" ? facts : `${facts}\n\n${steps}`);
      }),
    );

  task
    .command("cancel <number>")
    .description("stop a task; what it has done stays")
    .action((number: string) =>
      cli.withStore(async (store) => {
        const { cancelTask } = await import("../task/cancel-task.ts");
        const id = idOf(number);
        await cancelTask(store, { id }, cli.actor);
        cli.print({ id, isCancelled: true }, `Task ${id} stops; what it has done stays.`);
      }),
    );

  task
    .command("continue <number>")
    .description("go on, here and now, with what a task that failed or was cancelled has not done")
    .action((number: string) =>
      cli.withStore(async (store) => {
        const { continueTask } = await import("../task/continue-task.ts");
        const { countTaskItems } = await import("../task/read.ts");
        const { works } = await import("../task/works.ts");
        const { id, kind } = await continueTask(store, { id: idOf(number) }, cli.actor);
        const work = works[kind];
        if (work !== undefined) await runTaskHere(cli, store, id, work, "steps");
        const counts = await countTaskItems(store, id);
        const left = counts.reduce((all, { outcome, count }) => (outcome === null ? all + count : all), 0);
        const verdict = left === 0 ? "All of it is done." : `${left} steps are left.`;
        cli.print({ id, counts }, `${verdict} See: popdesk task show ${id}`);
      }),
    );

  task
    .command("give-up <number>")
    .description("never do what is left of a task, and forget passwords that wait in it")
    .option("--yes", "do not ask")
    .action((number: string, { yes }: { yes?: boolean }) =>
      cli.withStore(async (store) => {
        const { giveUpTask } = await import("../task/continue-task.ts");
        const id = idOf(number);
        await confirm(cli.io, `Give up what is left of task ${id}?`, yes);
        const given = await giveUpTask(store, { id }, cli.actor);
        cli.print({ id, ...given }, `${given.count} steps are given up.`);
      }),
    );

  task
    .command("undo <number>")
    .description("give each account back what a change of many took; what was changed since stays")
    .action((number: string) =>
      cli.withStore(async (store) => {
        const { applyBulkUndo, undoAccountChange } = await import("../account/bulk/apply-undo.ts");
        const { countOutcomes } = await import("../account/bulk/apply-change.ts");
        const { taskId, isDone } = await undoAccountChange(store, { id: idOf(number) }, cli.actor);
        if (!isDone) await runTaskHere(cli, store, taskId, applyBulkUndo, "accounts");
        const outcomes = await countOutcomes(store, taskId);
        const kept = outcomes.refused === 0 ? "" : `, ${outcomes.refused} were changed since and stay as they are`;
        cli.print({ taskId, ...outcomes }, `${outcomes.done} are as they were${kept}.`);
      }),
    );
}

function idOf(number: string): number {
  const id = Number(number);
  if (Number.isSafeInteger(id) && id > 0) return id;
  throw taskUnknown(number);
}

function taskUnknown(number: string): DomainError {
  return new DomainError("not-found", `There is no task ${number}. See: popdesk task list`);
}

function stateText({ state, isInterrupted, isCancelWished }: TaskRow): string {
  if (isInterrupted) return "interrupted";
  return state === "running" && isCancelWished ? "stopping" : state;
}
