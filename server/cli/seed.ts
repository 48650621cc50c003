import type { Command } from "commander";
import type { Cli } from "./cli.ts";
import { Progress } from "./progress.ts";

interface Options {
  readonly domains: string;
  readonly accounts: string;
  readonly messages: string;
  readonly sessions: string;
  readonly besideRealMail?: boolean;
}

export function addSeed(program: Command, cli: Cli): void {
  program
    .command("seed")
    .description(
      "fill an empty store with made-up accounts, to see how things are at that size; never for a server in use",
    )
    .option("--domains <number>", "domains", "200")
    .option("--accounts <number>", "accounts, spread over them", "100000")
    .option(
      "--messages <number>",
      "rows of messages without bodies: listed and removed like others, never retrieved",
      "0",
    )
    .option("--sessions <number>", "past sessions", "0")
    .option("--beside-real-mail", "although the store has accounts")
    .addHelpText(
      "after",
      "\nThe messages have no bodies, so the check of the store reports them.\n\nExample:\n  POPDESK_DATA=/tmp/large popdesk seed --messages 10000000",
    )
    .action(({ besideRealMail: isForced = false, ...given }: Options) =>
      cli.withStore(async (store) => {
        const { seed } = await import("../seed/seed.ts");
        const { seedOrder } = await import("../seed/schema.ts");
        const progress = new Progress(cli.io.stderr);
        const made = await seed(store, seedOrder.parse({ ...given, isForced }), cli.actor, (what, done, total) =>
          progress.show(`${done} of ${total} ${what}`),
        ).finally(() => progress.end());
        cli.print(
          made,
          `Made ${made.accountCount} accounts in ${made.domainCount} domains with ${made.messageCount} messages, and ${made.sessionCount} past sessions. Password of all that have one, shown once: ${made.password}`,
        );
      }),
    );
}
