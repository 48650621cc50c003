import type { Command } from "commander";
import { allPages } from "./all-pages.ts";
import type { Cli } from "./cli.ts";
import { addRecount } from "./quota-recount.ts";
import { octetsText, table } from "./table.ts";

export function addQuota(program: Command, cli: Cli): void {
  const quota = program.command("quota").description("how much accounts and domains may hold");
  addLists(quota, cli);
  addDomain(quota, cli);
  addGive(quota, cli);
  addRecount(quota, cli);
}

const limit = (octets: number | null, messages: number | null) =>
  [octets === null ? "" : octetsText(octets), messages === null ? "" : `${messages} messages`]
    .filter(Boolean)
    .join(", ") || "none";

function addLists(quota: Command, cli: Cli): void {
  quota
    .command("near")
    .description("accounts near or over their quota, the fullest first")
    .option("--full", "only those that are full")
    .option("--refused", "only those that were refused mail")
    .action(({ full, refused }: { full?: boolean; refused?: boolean }) =>
      cli.withStore(async (store) => {
        const { readNearQuota } = await import("../quota/read.ts");
        const { nearList } = await import("../quota/schema.ts");
        const filter = full ? "full" : refused ? "refused" : "near";
        const rows = await allPages((page, pageSize) =>
          readNearQuota(store, nearList.parse({ page, pageSize, filter })),
        );
        cli.print(
          { rows, total: rows.length },
          table(rows, {
            address: (row) => row.address,
            percent: (row) => row.percent,
            stored: (row) => octetsText(row.octets),
            messages: (row) => row.messageCount,
            quota: (row) => limit(row.quotaOctets, row.quotaMessages),
            refused: (row) => row.refusedCount,
            "last refused": (row) => row.refusedAt,
          }) || "Nobody.",
        );
      }),
    );

  quota
    .command("domains")
    .description("what domains hold and may hold, and what their new accounts get")
    .action(() =>
      cli.withStore(async (store) => {
        const { readDomainQuotas } = await import("../quota/read-domains.ts");
        const rows = await allPages((page, pageSize) => readDomainQuotas(store, { search: "", page, pageSize }));
        cli.print(
          { rows, total: rows.length },
          table(rows, {
            domain: (row) => row.name,
            accounts: (row) => row.accountCount,
            stored: (row) => octetsText(row.octets),
            messages: (row) => row.messageCount,
            quota: (row) => limit(row.quotaOctets, row.quotaMessages),
            "new accounts": (row) =>
              row.hasAccountQuota ? limit(row.accountQuotaOctets, row.accountQuotaMessages) : "as the server says",
          }) || "There is no domain.",
        );
      }),
    );

  quota
    .command("alerts")
    .description("thresholds that were crossed, the newest first")
    .option("--last <number>", "how many", "50")
    .action(({ last }: { last: string }) =>
      cli.withStore(async (store) => {
        const { readQuotaAlerts } = await import("../quota/read.ts");
        const rows = await readQuotaAlerts(store, { take: Math.max(1, Number(last) || 50) });
        const amount = (row: (typeof rows)[number], value: number) =>
          row.measure === "octets" ? octetsText(value) : `${value} messages`;
        cli.print(
          { rows, total: rows.length },
          table(rows, {
            at: (row) => row.at,
            who: (row) => row.subject,
            threshold: (row) => `${row.threshold} %`,
            held: (row) => amount(row, row.used),
            quota: (row) => amount(row, row.quota),
            over: (row) => row.endedAt,
          }) || "No threshold has been crossed.",
        );
      }),
    );
}

interface DomainOptions {
  quota?: string;
  messages?: string;
  accountQuota?: string;
  accountMessages?: string;
  usual?: boolean;
}

function addDomain(quota: Command, cli: Cli): void {
  quota
    .command("domain <name>")
    .description("set what a domain may hold, and what a new account of it gets; none is no limit")
    .option("--quota <size>", "all its accounts together, such as '50 GB', or none")
    .option("--messages <number>", "all its accounts together, or none")
    .option("--account-quota <size>", "each new account, such as '2 GB', or none")
    .option("--account-messages <number>", "each new account, or none")
    .option("--usual", "new accounts get what the server says")
    .addHelpText("after", "\nExample:\n  popdesk quota domain example.org --quota '50 GB' --account-quota '2 GB'")
    .action((name: string, options: DomainOptions) =>
      cli.withStore(async (store) => {
        const { setDomainQuota } = await import("../quota/set-domain-quota.ts");
        const { findDomain } = await import("./find.ts");
        const { id } = await findDomain(store, name);
        const { quota: quotaOctets, messages: quotaMessages, accountQuota, accountMessages, usual } = options;
        const hasOwn = accountQuota !== undefined || accountMessages !== undefined;
        const change = {
          id,
          quotaOctets,
          quotaMessages: quotaMessages as "none" | undefined,
          accountQuotaOctets: accountQuota,
          accountQuotaMessages: accountMessages as "none" | undefined,
          hasAccountQuota: usual ? false : hasOwn ? true : undefined,
        };
        const set = await setDomainQuota(store, change, cli.actor);
        cli.print(set, `The quota of ${set.name} is set. See: popdesk quota domains`);
      }),
    );
}

interface GiveOptions {
  domain?: string;
  quota: string;
  messages: string;
  all?: boolean;
}

function addGive(quota: Command, cli: Cli): void {
  quota
    .command("give")
    .description("give accounts that are there a quota: those without one, or all")
    .option("--domain <name>", "only accounts of this domain")
    .option("--quota <size>", "such as '2 GB'", "none")
    .option("--messages <number>", "how many messages", "none")
    .option("--all", "also those that have a quota of their own")
    .action((options: GiveOptions) =>
      cli.withStore(async (store) => {
        const { giveQuota } = await import("../quota/give-quota.ts");
        const { findDomain } = await import("./find.ts");
        const { domain, quota: quotaOctets, messages, all } = options;
        const domainId = domain === undefined ? undefined : (await findDomain(store, domain)).id;
        const quotaMessages = messages as "none";
        const gift = { domainId, whom: all ? ("all" as const) : ("unlimited" as const), quotaOctets, quotaMessages };
        const given = await giveQuota(store, gift, cli.actor);
        cli.print(given, `${given.changedCount} accounts have this quota now.`);
      }),
    );
}
