import type { Command } from "commander";
import type { Fix, SignInExplanation } from "../explanation/schema.ts";
import { spokenNetwork } from "../network/network.ts";
import type { Cli } from "./cli.ts";
import { UsageError } from "./cli.ts";
import { exitCodes } from "./exit-codes.ts";

export function addExplain(program: Command, cli: Cli): void {
  program
    .command("explain [who]")
    .description(
      "say why somebody cannot sign in: an address, an IP address, or both; ends with 1 where nobody gets in",
    )
    .option("--from <ip>", "the IP address they come from")
    .addHelpText("after", "\nExample:\n  popdesk explain ann@example.org --from 203.0.113.7")
    .action((who: string | undefined, { from }: { from?: string }) =>
      cli.withStore(async (store) => {
        const { explainQuestion } = await import("../explanation/schema.ts");
        const { explainSignIn } = await import("../explanation/explain-sign-in.ts");
        const question = explainQuestion.parse({ who, from });
        if (from !== undefined && question.remoteAddress === "") throw new UsageError(`${from} is no IP address.`);
        const explanation = await explainSignIn(store, question);
        if (explanation === null) throw new UsageError("Name an address, or an IP address with --from.");
        if (explanation.verdict.tone === "danger") cli.exitCode = exitCodes.refused;
        cli.print(explanation, textOf(explanation));
      }),
    );
}

function textOf({ verdict, obstacles, ways, refused, lastSignIn }: SignInExplanation): string {
  const blocks = [
    [verdict.sentence],
    ...obstacles.map(({ title, sentence, until, decidedBy, fixes, stops }) => [
      `${title}${stops === "some" ? " (for some)" : ""}`,
      `  ${sentence}`,
      ...(decidedBy === null
        ? []
        : [`  Decided by: ${decidedBy.text}${until === null ? "" : `, until ${instant(until)}`}`]),
      ...commandsOf(fixes),
    ]),
    [
      "By listener",
      ...ways.map(({ name, port, sentence }) => `  ${name}${port === null ? "" : ` (${port})`}: ${sentence}`),
    ],
    [
      "Refused lately",
      ...(refused.length === 0 ? ["  Nothing."] : []),
      ...refused.map(
        ({ title, lastAt, count, address, remoteAddress }) =>
          `  ${instant(lastAt)}  ${title}${count > 1 ? `, ${count} times` : ""}: ${address ? `${address} ` : ""}from ${remoteAddress || "several places"}`,
      ),
    ],
    lastSignIn === null
      ? []
      : [`Last signed in ${instant(lastSignIn.signedInAt)} from ${lastSignIn.remoteAddress || "this machine"}.`],
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n");
}

function instant(at: Date): string {
  return `${at.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** What the buttons of the page do, as somebody types it. */
function commandsOf(fixes: readonly Fix[]): string[] {
  return fixes.flatMap((fix) => commandOf(fix) ?? []).map((command) => `  Try: popdesk ${command}`);
}

function commandOf(fix: Fix): string | null {
  switch (fix.kind) {
    case "lift-block":
    case "end-rule":
      return `protection lift ${spokenNetwork(fix.network)}`;
    case "forget-throttle":
      return fix.network === "" ? null : `protection lift ${spokenNetwork(fix.network)}`;
    case "let-in":
      return `protection allow ${fix.network} --for 2h`;
    case "switch-sign-in-on":
      return `account enable ${fix.address} --sign-in`;
    case "set-password":
      return `account password ${fix.address} --generate`;
    case "allow-network":
      return `account access ${fix.address} --networks '${fix.allowedNetworks}'`;
    case "allow-own-password":
      return `account access ${fix.address} --own-password`;
    case "spare-account":
      return `exception create --account ${fix.address} --for 2h`;
    case "spare-network":
      return `exception create --network ${fix.network} --for 2h`;
    case "clear-lock":
      return `lock clear ${fix.address}`;
    case "end-session":
      return `session kick ${fix.sessionId}`;
    case "go":
      return null;
  }
}
