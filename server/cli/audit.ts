import type { Command } from "commander";
import type { Cli } from "./cli.ts";
import { exitCodes } from "./exit-codes.ts";

export function addAudit(program: Command, cli: Cli): void {
  program
    .command("audit")
    .description("who did what")
    .command("verify")
    .description("check that no entry was altered or removed; ends with 1 where one was")
    .action(() =>
      cli.withStore(async (store) => {
        const { verifyAudit } = await import("../audit/verify-audit.ts");
        const verdict = await verifyAudit(store);
        if (!verdict.isIntact) cli.exitCode = exitCodes.refused;
        cli.print(
          verdict,
          verdict.isIntact ? `All ${verdict.entryCount} entries are as they were written.` : `${verdict.reason}`,
        );
      }),
    );
}
