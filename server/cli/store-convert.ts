import type { Command } from "commander";
import type { BodyKind } from "../body/bodies.ts";
import { type Cli, UsageError } from "./cli.ts";
import { exitCodes } from "./exit-codes.ts";
import { Progress } from "./progress.ts";

const help = `
May run while the daemon does. Each message is on disk in both ways before the first goes; after Ctrl+C or trouble with
the disk run the same command once more. How new mail is kept is the setting bodyStore.

Example:
  popdesk setting set bodyStore segments && popdesk store convert --to segments`;

export function addStoreConvert(store: Command, cli: Cli): void {
  store
    .command("convert")
    .description("move the mail there is into segments, or into one file per message")
    .requiredOption("--to <kind>", "segments or files")
    .addHelpText("after", help)
    .action(({ to }: { to: string }) => {
      if (!isKind(to)) throw new UsageError('--to is either "segments" or "files".');
      return cli.withStore(async (opened) => {
        const { convertBodies } = await import("../body/upkeep/convert-bodies.ts");
        const progress = new Progress(cli.io.stderr);
        const report = await convertBodies(opened, {
          to,
          actor: cli.actor,
          signal: cli.io.cancelled,
          onProgress: ({ done, total }) => progress.show(`${done} of ${total} messages`),
        }).finally(() => progress.end());
        const { converted, unreadable, isCancelled } = report;
        if (isCancelled) cli.exitCode = exitCodes.cancelled;
        else if (unreadable > 0) cli.exitCode = exitCodes.refused;
        const left =
          unreadable > 0 ? [`${unreadable} cannot be read and stay where they are: see popdesk store check.`] : [];
        const end = isCancelled ? ["Cancelled. The same command goes on from here."] : [];
        cli.print(report, [`Converted to ${to}: ${converted} messages.`, ...left, ...end].join(" "));
      });
    });
}

function isKind(text: string): text is BodyKind {
  return text === "segments" || text === "files";
}
