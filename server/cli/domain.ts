import type { Command } from "commander";
import { DomainError } from "../errors.ts";
import { allPages } from "./all-pages.ts";
import type { Cli } from "./cli.ts";
import { addDomainPasswords } from "./domain-passwords.ts";
import { details, octetsText, table } from "./table.ts";

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
            "catch-all": (row) => row.catchAll ?? "",
            recoverable: (row) => octetsText(row.recoverableOctets),
            created: (row) => row.createdAt,
          }) || "There is no domain. Make one: popdesk domain create example.org",
        );
      }),
    );

  domain
    .command("show <name>")
    .description("show one domain")
    .action((name: string) =>
      cli.withStore(async (store) => {
        const { readDomainView } = await import("../domain/read.ts");
        const { readDomainQuota } = await import("../quota/read-domains.ts");
        const { readRecoverableTotals } = await import("../recoverable/read.ts");
        const { findDomain } = await import("./find.ts");
        const { id } = await findDomain(store, name);
        const [view, quota, recoverable] = await Promise.all([
          readDomainView(store, id),
          readDomainQuota(store, id),
          readRecoverableTotals(store, { domainId: id }),
        ]);
        if (view === null || quota === null) throw new DomainError("not-found", `There is no domain ${name}.`);
        const { octets, quotaOctets, messageCount, quotaMessages } = quota;
        cli.print(
          { ...view, ...quota, recoverable },
          details({
            domain: view.name,
            accounts: view.accountCount,
            aliases: view.aliasCount,
            messages: quotaMessages === null ? messageCount : `${messageCount} of ${quotaMessages}`,
            stored: octetsText(octets) + (quotaOctets === null ? "" : ` of ${octetsText(quotaOctets)}`),
            recoverable: `${recoverable.messageCount} messages, ${octetsText(recoverable.octets)}`,
            "catch-all": view.catchAll ?? "none",
            "signs in from": view.allowedNetworks === "" ? "everywhere" : view.allowedNetworks.replaceAll(",", ", "),
            "own networks": `${view.ownNetworksCount} accounts`,
            "passwords checked by": view.passwordSource ?? "this server",
            created: view.createdAt,
          }),
        );
      }),
    );

  domain
    .command("set <name>")
    .description("change a domain")
    .requiredOption("--catch-all <address>", "the account that takes mail for addresses that nobody has, or none")
    .addHelpText("after", "\nExample:\n  popdesk domain set example.org --catch-all ann@example.org")
    .action((name: string, { catchAll }: { catchAll: string }) =>
      cli.withStore(async (store) => {
        const { setCatchAll } = await import("../domain/set-catch-all.ts");
        const { findDomain } = await import("./find.ts");
        const { id } = await findDomain(store, name);
        const set = await setCatchAll(store, { id, catchAll: catchAll === "none" ? "" : catchAll }, cli.actor);
        cli.print(
          set,
          set.catchAll === null
            ? `Mail for addresses of ${set.name} that nobody has is refused.`
            : `Mail for addresses of ${set.name} that nobody has goes to ${set.catchAll}.`,
        );
      }),
    );

  domain
    .command("networks <name> <list>")
    .description("from where its accounts may sign in that name no networks themselves, or any")
    .addHelpText("after", "\nExample:\n  popdesk domain networks example.org '192.0.2.0/24, 2001:db8::/32'")
    .action((name: string, list: string) =>
      cli.withStore(async (store) => {
        const { setDomainNetworks } = await import("../domain/set-domain-networks.ts");
        const { findDomain } = await import("./find.ts");
        const { id } = await findDomain(store, name);
        const set = await setDomainNetworks(store, { id, allowedNetworks: list === "any" ? "" : list }, cli.actor);
        const from = list === "any" ? "everywhere" : list;
        cli.print(
          { ...set, allowedNetworks: list === "any" ? "" : list },
          `Accounts of ${set.name} sign in from ${from}.`,
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

  addDomainPasswords(domain, cli);
}
