import type { Command } from "commander";
import type { RunView } from "../retention-run/schema.ts";
import type { Store } from "../store.ts";
import { type Cli, UsageError } from "./cli.ts";
import { confirm } from "./prompt.ts";
import { addRetentionSimulate } from "./retention-simulate.ts";
import { details, octetsText, table } from "./table.ts";

/** What carries out retention rules, and what tries them: beside the rules themselves. */
export function addRetentionRuns(program: Command, cli: Cli): void {
  const retention =
    program.commands.find((command) => command.name() === "retention") ??
    program.command("retention").description("how long mail stays");
  addRetentionSimulate(retention, cli);
  addStart(retention, cli);
  addReading(retention, cli);
  addSteering(retention, cli);
}

function addStart(retention: Command, cli: Cli): void {
  retention
    .command("run")
    .description("carry out the rules now; the daemon does it, in the background")
    .option("--preview", "only say what would be removed")
    .option("--yes", "do not ask")
    .action(({ preview = false, yes }: { preview?: boolean; yes?: boolean }) =>
      cli.withStore(async (store) => {
        const { previewRun } = await import("../retention-run/preview-run.ts");
        const plan = await previewRun(store);
        const text = [
          plan.messageCount === 0
            ? "Nothing is due."
            : `${plan.messageCount} messages (${octetsText(plan.octets)}) of ${plan.accountCount} accounts are due, ${plan.undownloadedCount} of them never downloaded.`,
          ...(plan.question === null ? [] : [`The run will ask: ${plan.question}`]),
        ].join("\n");
        if (preview) return cli.print(plan, text);
        cli.note(text);
        await confirm(cli.io, "Carry out the rules now?", yes);
        const { startRun } = await import("../retention-run/start-run.ts");
        const run = await startRun(store, {}, cli.actor);
        cli.print(run, `Run ${run.id} is asked for. See: popdesk retention runs`);
      }),
    );
}

function addReading(retention: Command, cli: Cli): void {
  retention
    .command("runs [id]")
    .description("the runs there were, the newest first; or one of them")
    .action((id: string | undefined) =>
      cli.withStore(async (store) => {
        const { readRuns } = await import("../retention-run/read-runs.ts");
        if (id !== undefined) return show(cli, await found(store, id));
        const { rows, total } = await readRuns(store, { page: 1, pageSize: 100 });
        cli.print(
          { rows, total },
          table(rows, {
            run: (row) => row.id,
            state: (row) => row.state,
            "asked for": (row) => row.createdAt,
            by: (row) => (row.cause === "schedule" ? "schedule" : row.actorName),
            due: (row) => row.plannedCount,
            removed: (row) => row.removedCount,
            size: (row) => octetsText(row.removedOctets),
            "in use": (row) => row.lockedCount,
            ended: (row) => row.endedAt,
          }) || "There was no run yet.",
        );
      }),
    );

  retention
    .command("report <run>")
    .description("every message a run removed, with the rule that did it, as CSV")
    .action((id: string) =>
      cli.withStore(async (store) => {
        const { runReport } = await import("../retention-run/read-runs.ts");
        const run = await found(store, id);
        for await (const piece of runReport(store, run.id)) cli.io.stdout.write(piece);
      }),
    );
}

function addSteering(retention: Command, cli: Cli): void {
  const verbs = [
    ["approve", "let a run go on that asked because it would remove much", "approveRun", "goes on"],
    ["refuse", "end a run that asked, with nothing removed", "refuseRun", "is refused: nothing was removed"],
    ["cancel", "stop a run; what it removed stays recoverable", "cancelRun", "removes nothing more"],
  ] as const;
  for (const [name, description, verb, said] of verbs) {
    retention
      .command(`${name} <run>`)
      .description(description)
      .action((id: string) =>
        cli.withStore(async (store) => {
          const steering = await import("../retention-run/steer-run.ts");
          const run = await found(store, id);
          await steering[verb](store, { id: run.id }, cli.actor);
          cli.print({ id: run.id }, `Run ${run.id} ${said}.`);
        }),
      );
  }
}

async function found(store: Store, id: string): Promise<RunView> {
  const { readRun } = await import("../retention-run/read-runs.ts");
  const { DomainError } = await import("../errors.ts");
  if (!/^\d{1,9}$/.test(id)) throw new UsageError("A run is named by its number: see popdesk retention runs.");
  const run = await readRun(store, Number(id));
  if (run === null) throw new DomainError("not-found", `There is no run ${id}. See: popdesk retention runs`);
  return run;
}

function show(cli: Cli, run: RunView): void {
  cli.print(
    run,
    details({
      run: run.id,
      state: run.state,
      "asked for": run.createdAt,
      by: run.cause === "schedule" ? "schedule" : run.actorName,
      due: `${run.plannedCount} messages (${octetsText(run.plannedOctets)}) of ${run.plannedAccounts} accounts`,
      "never downloaded": run.plannedUndownloaded,
      question: run.question,
      answered: run.answeredAt === null ? "" : `${run.answeredBy}, ${run.answeredAt.toISOString()}`,
      removed: `${run.removedCount} messages (${octetsText(run.removedOctets)})`,
      "maildrops in use": run.lockedCount,
      trouble: run.errorText,
      ended: run.endedAt,
    }),
  );
}
