import type { Command } from "commander";
import type { Cli } from "./cli.ts";
import { addRetentionSimulate } from "./retention-simulate.ts";

/** What carries out retention rules, and what tries them: beside the rules themselves. */
export function addRetentionRuns(program: Command, cli: Cli): void {
  const retention =
    program.commands.find((command) => command.name() === "retention") ??
    program.command("retention").description("how long mail stays");
  addRetentionSimulate(retention, cli);
}
