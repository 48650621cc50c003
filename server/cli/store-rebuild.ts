import type { Command } from "commander";
import type { RebuildReport } from "../body/upkeep/rebuild-index.ts";
import type { Cli } from "./cli.ts";
import { exitCodes } from "./exit-codes.ts";
import { Progress } from "./progress.ts";

const help = `
For a database that is lost, or older than the mail. Stop Popdesk, put back what backup of the database there is (or let
"npm start" make an empty one, and stop it again), and run this: every message that has no row gets one, with its
unique-id and in its place, so that no mail program downloads again; what clients have removed stays removed. New mail
gets unique-ids of a new kind, so that none is ever given twice.

Removed messages that could be brought back are recoverable again, for 14 days from now, where segments hold them; a body that is a
file of its own cannot say so, and its message is among the mail again.

Bodies do not tell: passwords, names, quotas, aliases and settings; what was downloaded; the account of a body kept as a
file, where its account is gone too; whether a message was acknowledged that came in the moment a crash happened.`;

export function addStoreRebuild(store: Command, cli: Cli): void {
  store
    .command("rebuild")
    .description("make the index of messages anew from their bodies")
    .addHelpText("after", help)
    .action(() =>
      cli.withStore(async (opened) => {
        const { rebuildIndex } = await import("../body/upkeep/rebuild-index.ts");
        const progress = new Progress(cli.io.stderr);
        const report = await rebuildIndex(opened, {
          actor: cli.actor,
          onProgress: ({ step, done }) => progress.show(`${step}: ${done}`),
        }).finally(() => progress.end());
        if (report.homeless.length > 0 || report.damaged.length > 0) cli.exitCode = exitCodes.refused;
        cli.print(report, reportText(report));
      }),
    );
}

function reportText({ restored, recoverable, known, removed, accounts, homeless, damaged }: RebuildReport): string {
  return [
    `Brought back: ${restored} messages. There already: ${known}. Removed, and left so: ${removed}.`,
    ...(recoverable > 0 ? [`Of those brought back, ${recoverable} were removed and can be restored for 14 days.`] : []),
    ...accounts.map((address) => `  ${address}: made anew, without a password (popdesk account password ${address})`),
    ...homeless.map(
      ({ accountId, address, messages }) =>
        `  account ${accountId} (${address ?? "address unknown"}): ${messages} messages stay without an account: ${address === null ? "nothing says whose they are" : "its number or its address is somebody else's by now"}`,
    ),
    ...damaged.map(({ place, problem }) => `  ${place}: ${problem}`),
  ].join("\n");
}
