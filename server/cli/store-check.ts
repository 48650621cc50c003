import type { Command } from "commander";
import type { CheckReport } from "../maildrop/check-store.ts";
import { logsUrl } from "../database/url.ts";
import type { Finding } from "../maildrop/finding.ts";
import type { Cli } from "./cli.ts";
import { exitCodes } from "./exit-codes.ts";
import { Progress } from "./progress.ts";

const help = `
While everything runs, it compares the database with itself, the counters of each account with its messages, the
messages with their bodies, and the bodies with the messages. --repair counts again, and moves bodies that no message
knows to "orphans" in the data directory. A body that is gone is not repaired: a backup may have it.
--read finds what a disk has changed since it was written; bodies kept as files have no checksum to compare.
Ends with 1 where something is left that is not as it should be.`;

/** In the document of --json; the counts are of all. */
const mostFindings = 1000;

export function addStoreCheck(store: Command, cli: Cli): void {
  store
    .command("check")
    .description("look whether everything is where it should be")
    .option("--repair", "mend what can be mended without losing mail")
    .option("--read", "read every message and compare its checksum; takes as long as copying all mail")
    .addHelpText("after", help)
    .action(({ repair = false, read = false }: { repair?: boolean; read?: boolean }) =>
      cli.withStore(async (store) => {
        const { checkStore } = await import("../maildrop/check-store.ts");
        const { checkDatabase } = await import("../database/check-database.ts");
        const { databaseUrl } = store.environment;
        const damage = checkDatabase(databaseUrl);
        damage.push(...checkDatabase(logsUrl(databaseUrl)).map((finding) => `logs: ${finding}`));
        const progress = new Progress(cli.io.stderr);
        const findings: Finding[] = [];
        const report = await checkStore(store, {
          repair,
          readsBodies: read,
          actor: cli.actor,
          onFinding: (finding) => {
            if (!cli.isJson) cli.print(finding, findingText(finding));
            else if (findings.length < mostFindings) findings.push(finding);
          },
          onProgress: ({ step, done, total }) =>
            progress.show(`${step}: ${done}${total === null ? "" : ` of ${total}`}`),
        }).finally(() => progress.end());
        const left =
          damage.length + Object.values(report.findings).reduce((sum, count) => sum + count, 0) - report.repaired;
        if (left > 0) cli.exitCode = exitCodes.refused;
        cli.print({ ...report, database: damage, list: findings }, summary(report, damage, left));
      }),
    );
}

function findingText(finding: Finding): string {
  switch (finding.kind) {
    case "body-missing":
      return `${finding.address}: the body of ${finding.uniqueId} is gone (${finding.place}).`;
    case "body-damaged":
      return `${finding.address}: the body of ${finding.uniqueId} ${finding.problem === null ? `has ${finding.found} octets instead of ${finding.octets}` : `is damaged: ${finding.problem}`} (${finding.place}).`;
    case "orphan-body":
      return `${finding.place}: ${finding.octets} octets that no message knows${finding.isRepaired ? ", moved to orphans" : ""}.`;
    case "needless-copy":
      return `${finding.place}: ${finding.octets} octets of a message that lies elsewhere too${finding.isRepaired ? ", taken away" : ""}.`;
    case "counters-off":
      return `${finding.address}: counted ${countersText(finding)}; recoverable: counted ${countersText(finding.recoverable)}${finding.isRepaired ? "; corrected" : ""}.`;
  }
}

type Counted = Pick<
  Extract<Finding, { kind: "counters-off" }>,
  "messageCount" | "octets" | "countedMessages" | "countedOctets"
>;

function countersText({ messageCount, octets, countedMessages, countedOctets }: Counted): string {
  return `${messageCount} messages and ${octets} octets, and has ${countedMessages} and ${countedOctets}`;
}

function summary(
  { accounts, messages, bodies, repaired }: CheckReport,
  damage: readonly string[],
  left: number,
): string {
  const looked = `Looked at ${accounts} accounts, ${messages} messages, ${bodies} bodies.`;
  const damaged =
    damage.length > 0
      ? [`The database is damaged: ${damage.join("; ")}. Stop Popdesk and put back a backup of it.`]
      : [];
  const verdict = left === 0 ? "Everything is as it should be." : `${left} findings are left.`;
  return [looked, ...damaged, ...(repaired > 0 ? [`Repaired: ${repaired}.`] : []), verdict].join(" ");
}
