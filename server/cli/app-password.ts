import type { Command } from "commander";
import type { Cli } from "./cli.ts";
import { table } from "./table.ts";

interface New {
  readonly until?: string;
  readonly days?: string;
  readonly networks?: string;
}

export function addAppPassword(program: Command, cli: Cli): void {
  const group = program
    .command("app-password")
    .description("further passwords of an account, one for each device: made here, revoked alone");
  group
    .command("list <address>")
    .description("list the app passwords of an account, with their last use")
    .action((address: string) => list(cli, address));
  group
    .command("create <address> <name>")
    .description("make one and print it, once")
    .option("--until <day>", "the last day it works, such as 2027-01-31")
    .option("--days <number>", "how many days it works")
    .option("--networks <list>", "where it works from, such as '10.0.0.0/8, 2001:db8::/32'")
    .addHelpText("after", `\nExample:\n  popdesk app-password create ann@example.org "Ann's phone" --days 365`)
    .action((address: string, name: string, options: New) => create(cli, address, name, options));
  group
    .command("revoke <address> <name>")
    .description("end one at once, with the sessions that came by it; the others stay")
    .action((address: string, name: string) => revoke(cli, address, name));
}

function list(cli: Cli, address: string): Promise<void> {
  return cli.withStore(async (store) => {
    const { readAppPasswords } = await import("../app-password/read.ts");
    const { findAccount } = await import("./find.ts");
    const found = await findAccount(store, address);
    const rows = await readAppPasswords(store, found.id);
    cli.print(
      rows,
      table(rows, {
        name: (row) => row.name,
        state: (row) => (row.isLive ? "live" : row.revokedAt ? "revoked" : "over"),
        until: (row) => row.expiresAt ?? "revoked",
        from: (row) => row.allowedNetworks.replaceAll(",", ", ") || "anywhere allowed",
        "last used": (row) => row.lastUsedAt,
        by: (row) => row.lastUsedAddress,
        made: (row) => row.createdAt,
      }) ||
        `${found.address} has no app passwords. Make one: popdesk app-password create ${found.address} "Ann's phone"`,
    );
  });
}

function create(cli: Cli, address: string, name: string, { until, days, networks }: New): Promise<void> {
  return cli.withStore(async (store) => {
    const { createAppPassword } = await import("../app-password/create-app-password.ts");
    const { findAccount } = await import("./find.ts");
    const { UsageError } = await import("./cli.ts");
    if (until !== undefined && days !== undefined) throw new UsageError("Give either --until or --days.");
    const { id: accountId } = await findAccount(store, address);
    const input = { accountId, name, expiresAt: until, days, allowedNetworks: networks };
    const made = await createAppPassword(store, input, cli.actor);
    cli.print({ ...made, name }, `App password "${name}" of ${made.address}, shown once: ${made.password}`);
  });
}

function revoke(cli: Cli, address: string, name: string): Promise<void> {
  return cli.withStore(async (store) => {
    const { readAppPasswords } = await import("../app-password/read.ts");
    const { revokeAppPassword } = await import("../app-password/revoke-app-password.ts");
    const { DomainError } = await import("../errors.ts");
    const { findAccount } = await import("./find.ts");
    const found = await findAccount(store, address);
    const wanted = name.trim().toLowerCase();
    const row = (await readAppPasswords(store, found.id)).find(
      (each) => each.revokedAt === null && each.name.toLowerCase() === wanted,
    );
    if (!row) throw new DomainError("not-found", `${found.address} has no app password "${name}".`);
    await revokeAppPassword(store, { id: row.id }, cli.actor);
    cli.print(
      { ...found, name: row.name, isRevoked: true },
      `"${row.name}" of ${found.address} lets nobody in any more.`,
    );
  });
}
