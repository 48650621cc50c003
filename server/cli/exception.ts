import { type Command, Option } from "commander";
import { lastings, type NewException } from "../exception/schema.ts";
import { type Cli, UsageError } from "./cli.ts";
import { table } from "./table.ts";

interface Fields {
  readonly network?: string;
  readonly account?: string;
  readonly listener?: string;
  readonly for?: NewException["lasts"];
  readonly until?: string;
  readonly zone?: string;
  readonly reason?: string;
}

export function addException(program: Command, cli: Cli): void {
  const exception = program.command("exception").description("who may sign in without TLS for a time");

  exception
    .command("list")
    .description("list those in force, and those that are over for up to 30 days")
    .action(() =>
      cli.withStore(async (store) => {
        const { readExceptions } = await import("../exception/read.ts");
        const rows = await readExceptions(store, "cleartext");
        cli.print(
          { rows, total: rows.length },
          table(rows, {
            id: (row) => row.id,
            whom: (row) => row.address ?? row.network,
            listener: (row) => row.listenerName ?? "all",
            state: (row) => row.state,
            ends: (row) => row.endedAt ?? row.endsAt,
            reason: (row) => row.reason,
          }) || "There is no exception.",
        );
      }),
    );

  exception
    .command("create")
    .description("spare a network or an account; it ends by itself")
    .option("--network <network>", "such as 192.0.2.0/24, or one address")
    .option("--account <address>", "an account, from wherever it comes")
    .option("--listener <name>", "only on this listener")
    .addOption(new Option("--for <time>", "how long").choices(lastings.filter((each) => each !== "until")))
    .option("--until <time>", "as 2026-12-01T08:00, or with its offset")
    .option("--zone <name>", "the zone of that time, such as Europe/Vienna (UTC)")
    .option("--reason <text>", "why, for whoever finds it later")
    .addHelpText(
      "after",
      "\nExample:\n  popdesk exception create --network 192.0.2.7 --listener POP3 --for 2h --reason scanner",
    )
    .action(({ network, account, listener, for: lasts, until, zone, reason }: Fields) =>
      cli.withStore(async (store) => {
        const { createException } = await import("../exception/create-exception.ts");
        const { findListener } = await import("./find.ts");
        if ((network === undefined) === (account === undefined)) throw new UsageError("Give --network or --account.");
        if ((lasts === undefined) === (until === undefined)) throw new UsageError("Give --for or --until.");
        const listenerId = listener === undefined ? undefined : (await findListener(store, listener)).id;
        const whom = network === undefined ? ("account" as const) : ("network" as const);
        const { id } = await createException(
          store,
          { whom, network, address: account, listenerId, lasts: lasts ?? "until", endsAt: until, zone, reason },
          cli.actor,
        );
        cli.print({ id }, `The exception holds; "popdesk exception end ${id}" ends it before its time.`);
      }),
    );

  exception
    .command("end <id>")
    .description("end one before its time")
    .action((id: string) =>
      cli.withStore(async (store) => {
        const { endException } = await import("../exception/create-exception.ts");
        if (!/^\d{1,9}$/.test(id)) throw new UsageError('An exception has a number: see "popdesk exception list".');
        await endException(store, { id: Number(id) }, cli.actor);
        cli.print({ id: Number(id), isEnded: true }, "The exception is over.");
      }),
    );
}
