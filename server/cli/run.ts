import { Command, CommanderError } from "commander";
import { DomainError } from "../errors.ts";
import { version } from "../version.ts";
import { addAccount } from "./account.ts";
import { addAlert } from "./alert.ts";
import { addAlias } from "./alias.ts";
import { addAppPassword } from "./app-password.ts";
import { addAudit } from "./audit.ts";
import { addCertificate } from "./certificate.ts";
import { Cli, type Io, UsageError } from "./cli.ts";
import { addDeliver } from "./deliver.ts";
import { addDiagnose } from "./diagnose.ts";
import { addDomain } from "./domain.ts";
import { exitCodeOf, exitCodes, sysexits } from "./exit-codes.ts";
import { addException } from "./exception.ts";
import { addExplain } from "./explain.ts";
import { addFinding } from "./finding.ts";
import { addImport } from "./import.ts";
import { addListener } from "./listener.ts";
import { addLogs } from "./logs.ts";
import { addLock } from "./lock.ts";
import { addMaildir } from "./maildir.ts";
import { addMessage } from "./message.ts";
import { addMetrics } from "./metrics.ts";
import { addOwner } from "./owner.ts";
import { addQuota } from "./quota.ts";
import { addRetention } from "./retention.ts";
import { addRetentionRuns } from "./retention-runs.ts";
import { addProtection } from "./protection.ts";
import { addSample } from "./sample.ts";
import { addSeed } from "./seed.ts";
import { addSession } from "./session.ts";
import { addSetUpLink } from "./set-up-link.ts";
import { addSetting } from "./setting.ts";
import { addStatus } from "./status.ts";
import { addStore } from "./store.ts";
import { addTask } from "./task.ts";

const groups = [
  addStatus,
  addSetUpLink,
  addOwner,
  addDomain,
  addAccount,
  addAlias,
  addQuota,
  addAppPassword,
  addListener,
  addException,
  addCertificate,
  addSetting,
  addSession,
  addLock,
  addLogs,
  addExplain,
  addDiagnose,
  addMessage,
  addFinding,
  addMetrics,
  addAlert,
  addProtection,
  addDeliver,
  addMaildir,
  addImport,
  addStore,
  addTask,
  addAudit,
  addSample,
  addSeed,
  addRetentionRuns,
  addRetention,
];

const afterHelp = `
Exit codes:
  0  done
  1  refused: not there, already there, still in use, not allowed
  2  the command line or a value in it makes no sense
  3  configuration: nothing set up yet, a wrong variable, another user's data
  4  the daemon did not answer; status: it does not run
  5  disk or database trouble: nothing was lost, try again
  70 a bug; 130 cancelled with Ctrl+C
  deliver has those of sysexits.h instead: see popdesk deliver --help

Environment:
  POPDESK_DATA            the data directory (./data)
  POPDESK_DATABASE_URL    a PostgreSQL database instead of the file in it
  POPDESK_LOG_LEVEL=debug shows where an unexpected error comes from

Examples:
  popdesk domain create example.org
  popdesk account create ann@example.org --generate
  popdesk listener disable POP3 --cut
  popdesk --json account list | jq .total`;

/** Runs one command line (without node and script) and gives its exit code. Never throws. */
export async function runPopdesk(argv: readonly string[], io: Io): Promise<number> {
  const isDelivery = argv.find((word) => !word.startsWith("-")) === "deliver";
  const cli = new Cli(io);
  try {
    await program(cli).parseAsync([...argv], { from: "user" });
    return cli.exitCode;
  } catch (error) {
    return report(error, io, isDelivery);
  }
}

function program(cli: Cli): Command {
  const root = new Command("popdesk")
    .description(
      "Runs a Popdesk mail server from the command line: all that the console does, also when the console does not work.",
    )
    .version(version)
    .option("--json", "print one JSON document instead of text")
    .addHelpText("after", afterHelp)
    .showHelpAfterError("(--help after any command shows how it is used)")
    .configureOutput({
      writeOut: (text) => void cli.io.stdout.write(text),
      writeErr: (text) => void cli.io.stderr.write(text),
    })
    .exitOverride();
  root.hook("preAction", () => {
    cli.isJson = root.opts<{ json?: boolean }>().json ?? false;
  });
  for (const add of groups) add(root, cli);
  return root;
}

function report(error: unknown, io: Io, isDelivery: boolean): number {
  const usage = isDelivery ? sysexits.usage : exitCodes.usage;
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : usage; // it has spoken already
  if (error instanceof UsageError) {
    io.stderr.write(`${error.message}\n`);
    return usage;
  }
  if (error instanceof DomainError) {
    io.stderr.write(`${error.message}\n`);
    return exitCodeOf(error, isDelivery);
  }
  const invalid = invalidInput(error);
  if (invalid !== null) {
    io.stderr.write(`${invalid}\n`);
    return usage;
  }
  const isDebug = io.variables.POPDESK_LOG_LEVEL === "debug";
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  io.stderr.write(
    isDebug
      ? `${stack}\n`
      : `Something unexpected happened: ${message.trim().split("\n").at(-1)}\nPOPDESK_LOG_LEVEL=debug before the command shows where.\n`,
  );
  return isDelivery ? sysexits.tempFail : exitCodes.internal;
}

/** The sentences of a zod schema that a verb read its input with; null for any other error. Known by shape, so that zod is not loaded for it. */
function invalidInput(error: unknown): string | null {
  if (!(error instanceof Error) || error.name !== "ZodError" || !("issues" in error)) return null;
  return (error.issues as { message: string }[]).map(({ message }) => message).join("\n");
}
