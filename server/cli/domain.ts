import type { Command } from "commander";
import { allPages } from "./all-pages.ts";
import type { Cli } from "./cli.ts";
import { table } from "./table.ts";

export function addDomain(program: Command, cli: Cli): void {
  const domain = program.command("domain").description("the domains mail is kept for");

  domain
    .command("list")
    .description("list the domains")
    .option("--search <text>", "only names that contain this")
    .action(({ search }: { search?: string }) =>
      cli.withStore(async (store) => {
        const { readDomains } = await import("../domain/read.ts");
        const { domainList } = await import("../domain/schema.ts");
        const rows = await allPages((page, pageSize) =>
          readDomains(store, domainList.parse({ search, page, pageSize })),
        );
        cli.print(
          { rows, total: rows.length },
          table(rows, {
            domain: (row) => row.name,
            accounts: (row) => row.accountCount,
            aliases: (row) => row.aliasCount,
            created: (row) => row.createdAt,
          }) || "There is no domain. Make one: popdesk domain create example.org",
        );
      }),
    );

  domain
    .command("create <name>")
    .description("make a domain")
    .action((name: string) =>
      cli.withStore(async (store) => {
        const { createDomain } = await import("../domain/create-domain.ts");
        const made = await createDomain(store, { name }, cli.actor);
        cli.print(made, `The domain ${made.name} is made. Next: popdesk account create ann@${made.name}`);
      }),
    );

  domain
    .command("delete <name>")
    .description("delete a domain that has no accounts and no aliases")
    .action((name: string) =>
      cli.withStore(async (store) => {
        const { deleteDomain } = await import("../domain/delete-domain.ts");
        const { findDomain } = await import("./find.ts");
        const found = await findDomain(store, name);
        await deleteDomain(store, { id: found.id }, cli.actor);
        cli.print({ name: found.name, isDeleted: true }, `The domain ${found.name} is deleted.`);
      }),
    );
}
