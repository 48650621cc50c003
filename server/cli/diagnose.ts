import type { Command } from "commander";
import type { Cli } from "./cli.ts";
import { exitCodes } from "./exit-codes.ts";

export function addDiagnose(program: Command, cli: Cli): void {
  program
    .command("diagnose")
    .description(
      "try every listener as a client does: TLS, certificate, delivery, sign-in and download of a test message; also clocks, limits, disk and file modes. Ends with 1 where something is bad",
    )
    .option("--repair", "make the data directory readable for its owner alone")
    .option("--verbose", "every conversation in full")
    .action(({ repair, verbose }: { repair?: boolean; verbose?: boolean }) =>
      cli.withStore(async (store) => {
        const { diagnose } = await import("../diagnostic-run/run-diagnosis.ts");
        const { findingLines } = await import("../diagnostic-run/as-text.ts");
        const { repairFileModes } = await import("../diagnostic-run/file-modes.ts");
        const repaired = repair ? await repairFileModes(store, {}, cli.actor) : null;
        if (repaired !== null && !cli.isJson) cli.print(null, `${repaired.count} file modes were repaired.`);
        const findings = [];
        for await (const finding of diagnose(store, cli.actor)) {
          findings.push(finding);
          // Said as it is found: a hanging port must be seen to hang.
          if (!cli.isJson) {
            const full = finding.conversation.map(({ from, text }) => `       ${from}: ${text}`);
            cli.print(null, [...findingLines({ ...finding, conversation: [] }), ...(verbose ? full : [])].join("\n"));
          }
          if (cli.io.cancelled.aborted) break;
        }
        const bad = findings.filter(({ verdict }) => verdict === "bad").length;
        if (bad > 0) cli.exitCode = exitCodes.refused;
        const end = bad === 0 ? "Nothing is bad." : bad === 1 ? "One thing is bad." : `${bad} things are bad.`;
        cli.print({ findings, repaired: repaired?.count ?? 0 }, end);
      }),
    );
}
