import type { Store } from "../store.ts";
import type { TaskWork } from "../task/run-task.ts";
import type { Cli } from "./cli.ts";
import { exitCodes } from "./exit-codes.ts";
import { Progress } from "./progress.ts";

/** Does a task that waits in this process, so that it works without the console. Ctrl+C cancels it; what is done stays. */
export async function runTaskHere(cli: Cli, store: Store, id: number, work: TaskWork, unit: string): Promise<void> {
  const { cancelTask } = await import("../task/cancel-task.ts");
  const { readTask } = await import("../task/read.ts");
  const { runTask } = await import("../task/run-task.ts");
  const shown = new Progress(cli.io.stderr);
  const { cancelled } = cli.io;
  const withProgress: TaskWork = (at, run) =>
    work(at, {
      ...run,
      progress(done, total) {
        run.progress(done, total);
        shown.show(`${done} ${unit}`);
      },
    });
  const isMine = await runTask(store, id, withProgress, cancelled).finally(() => shown.end());
  if (!isMine) return cli.note(`The console does it: popdesk task show ${id}`);
  if (cancelled.aborted) {
    await cancelTask(store, { id }, cli.actor);
    cli.exitCode = exitCodes.cancelled;
  } else if ((await readTask(store, id))?.state !== "done") cli.exitCode = exitCodes.refused;
}
