import type { Command } from "commander";
import type { Cli } from "./cli.ts";
import { exitCodes } from "./exit-codes.ts";
import { runTaskHere } from "./run-task-here.ts";
import { octetsText } from "./table.ts";

const help = `
Counts messages and octets of every maildrop, and of the mail that can be brought back. What it finds stands in the task's report as well.
Ends with 1 where something differs and was not put right.`;

/** Proves that the counters quotas go by are right. */
export function addRecount(quota: Command, cli: Cli): void {
  quota
    .command("recount")
    .description("count every maildrop anew and say where the counters differ; may run while the server does")
    .option("--repair", "put right what differs")
    .addHelpText("after", help)
    .action(({ repair = false }: { repair?: boolean }) =>
      cli.withStore(async (store) => {
        const { applyRecount } = await import("../quota/apply-recount.ts");
        const { recountResult } = await import("../quota/schema.ts");
        const { startRecount } = await import("../quota/start-recount.ts");
        const { readTask, readTaskItems } = await import("../task/read.ts");
        const { taskItemList } = await import("../task/schema.ts");
        const { allPages } = await import("./all-pages.ts");
        const { taskId } = await startRecount(store, { repair }, cli.actor);
        await runTaskHere(cli, store, taskId, applyRecount, "accounts");
        const task = await readTask(store, taskId);
        // Cancelled, or the console was quicker to take it: both are said by now.
        if (task?.state !== "done") return void (task?.errorText && cli.note(task.errorText));
        const result = recountResult.parse(task.result);
        const { accountCount, messageCount, octets, differingCount } = result;
        const found = await allPages((page, pageSize) =>
          readTaskItems(store, taskId, taskItemList.parse({ page, pageSize })),
        );
        if (differingCount > 0 && !repair) cli.exitCode = exitCodes.refused;
        const verdict =
          differingCount === 0
            ? "every counter is right."
            : `the counters of ${differingCount} were wrong${repair ? " and have been put right." : '; "popdesk quota recount --repair" puts them right.'}`;
        const lines = found.map(({ object, text }) => `${object}: ${text}`);
        cli.print(
          { taskId, ...result, list: found.map(({ object, text }) => ({ address: object, text })) },
          [
            ...lines,
            `Counted ${accountCount} accounts with ${messageCount} messages, ${octetsText(octets)}: ${verdict}`,
          ].join("\n"),
        );
      }),
    );
}
