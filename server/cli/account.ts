import type { Command } from "commander";
import type { AccountView } from "../account/schema.ts";
import { addAccountSetUp } from "./account-set-up.ts";
import { addAccountChange } from "./account-change.ts";
import { addAccountConsole } from "./account-console.ts";
import { addAccountAccess } from "./account-access.ts";
import { addAccountPassword, type HashOptions, readHash, withHashOptions } from "./account-password.ts";
import { allPages } from "./all-pages.ts";
import type { Cli } from "./cli.ts";
import { addAccountLists } from "./account-lists.ts";
import { addDeletedAccounts } from "./deleted-account.ts";
import { choosePassword, type PasswordOptions, withPasswordOptions } from "./new-password.ts";
import { confirm } from "./prompt.ts";
import { details, octetsText, table } from "./table.ts";

interface Limits {
  readonly name?: string;
  readonly quota?: string;
  readonly messages?: string;
}

interface Switches {
  readonly receive?: boolean;
  readonly signIn?: boolean;
}

export function addAccount(program: Command, cli: Cli): void {
  const account = program.command("account").description("who has mail");
  addReads(account, cli);
  addChanges(account, cli);
  addAccountPassword(account, cli);
  addAccountSetUp(account, cli);
  addAccountAccess(account, cli);
  addSwitches(account, cli);
  addAccountConsole(account, cli);
  addAccountChange(account, cli);
  addDeletedAccounts(account, cli);
  addAccountLists(account, cli);
}

function addReads(account: Command, cli: Cli): void {
  account
    .command("list")
    .description("list the accounts")
    .option("--domain <name>", "only of this domain")
    .option("--search <text>", "only where address or name contain this")
    .option("--filter <kind>", "off, no-password, never-signed-in, console or findings", "all")
    .action(({ domain, search, filter }: { domain?: string; search?: string; filter: string }) =>
      cli.withStore(async (store) => {
        const { readAccounts } = await import("../account/read.ts");
        const { accountFilters, accountList } = await import("../account/schema.ts");
        const { findDomain } = await import("./find.ts");
        const { UsageError } = await import("./cli.ts");
        // A page shows everyone when its address makes no sense; a script must hear of its mistake.
        if (!accountFilters.some((known) => known === filter))
          throw new UsageError(`--filter is one of ${accountFilters.join(", ")}.`);
        const domainId = domain === undefined ? undefined : (await findDomain(store, domain)).id;
        const rows = await allPages((page, pageSize) =>
          readAccounts(store, accountList.parse({ search, domainId, filter, page, pageSize })),
        );
        cli.print(
          { rows, total: rows.length },
          table(rows, {
            address: (row) => row.address,
            name: (row) => row.displayName,
            receives: (row) => row.canReceive,
            "signs in": (row) => (row.hasPassword ? row.canSignIn : "no password"),
            messages: (row) => row.messageCount,
            stored: (row) => octetsText(row.octets),
            "last sign-in": (row) => row.lastSignInAt,
          }) || "There is no account that fits. Make one: popdesk account create ann@example.org",
        );
      }),
    );

  account
    .command("show <address>")
    .description("show one account with its aliases and last sign-ins")
    .action((address: string) => cli.withStore(async (store) => show(cli, await readView(store, address))));
}

function addChanges(account: Command, cli: Cli): void {
  withLimits(withHashOptions(withPasswordOptions(account.command("create <address>"))))
    .description("make an account; its domain must be there")
    .option("--no-password", "nobody signs in until a password is set; mail is received")
    .addHelpText(
      "after",
      "\nExamples:\n  popdesk account create ann@example.org --generate --quota '2 GB'\n  pass show ann | popdesk account create ann@example.org --password-stdin",
    )
    .action((address: string, options: Limits & PasswordOptions & HashOptions & { password: boolean }) =>
      cli.withStore(async (store) => {
        const { createAccount } = await import("../account/create-account.ts");
        const isHashed = options.hash || options.plain;
        const chosen = options.password && !isHashed ? await choosePassword(cli.io, options) : null;
        const hashed = isHashed ? await readHash(cli, options) : {};
        const input = { address, password: chosen?.password ?? null, ...hashed, ...limitsOf(options) };
        const made = await createAccount(store, input, cli.actor);
        const secret = chosen?.isGenerated ? { password: chosen.password } : {};
        cli.print(
          { ...made, ...secret },
          `The account ${made.address} is made.${chosen?.isGenerated ? ` Password, shown once: ${chosen.password}` : ""}`,
        );
      }),
    );

  withLimits(account.command("set <address>"))
    .description("change name or limits; an empty text removes a limit")
    .action((address: string, options: Limits) =>
      cli.withStore(async (store) => {
        const { updateAccount } = await import("../account/update-account.ts");
        const { findAccount } = await import("./find.ts");
        const { id } = await findAccount(store, address);
        await updateAccount(store, { id, ...limitsOf(options) }, cli.actor);
        show(cli, await readView(store, address));
      }),
    );

  account
    .command("delete <address>")
    .description("delete an account; it can be restored for a while (popdesk account restore)")
    .option("--yes", "do not ask")
    .action((address: string, { yes }: { yes?: boolean }) =>
      cli.withStore(async (store) => {
        const { deleteAccount } = await import("../account/delete-account.ts");
        const view = await readView(store, address);
        await confirm(
          cli.io,
          `Delete ${view.address} with ${view.messageCount} messages (${octetsText(view.octets)})?`,
          yes,
        );
        const { restorableUntil } = await deleteAccount(store, { id: view.id }, cli.actor);
        const then =
          restorableUntil === null
            ? "The daemon removes its mail in the background."
            : `It can be restored until ${restorableUntil.toISOString()}.`;
        cli.print(
          { address: view.address, isDeleted: true, messageCount: view.messageCount, restorableUntil },
          `The account ${view.address} is deleted. ${then}`,
        );
      }),
    );
}

function addSwitches(account: Command, cli: Cli): void {
  for (const isOn of [true, false]) {
    account
      .command(`${isOn ? "enable" : "disable"} <address>`)
      .description(
        isOn ? "let it receive mail and sign in" : "stop mail and sign-in, and end its sessions; the mail stays",
      )
      .option("--receive", "only receiving")
      .option("--sign-in", "only signing in")
      .action((address: string, { receive, signIn }: Switches) =>
        cli.withStore(async (store) => {
          const { setAccountSwitches } = await import("../account/set-account-switches.ts");
          const { findAccount } = await import("./find.ts");
          const { id } = await findAccount(store, address);
          const isBoth = !receive && !signIn;
          const change = {
            ...((isBoth || receive) && { canReceive: isOn }),
            ...((isBoth || signIn) && { canSignIn: isOn }),
          };
          await setAccountSwitches(store, { id, ...change }, cli.actor);
          show(cli, await readView(store, address));
        }),
      );
  }
}

function withLimits(command: Command): Command {
  return command
    .option("--name <text>", "the person's or purpose's name")
    .option("--quota <size>", "such as '500 MB' or '2 GB'")
    .option("--messages <number>", "how many messages it may hold");
}

function limitsOf({ name, quota, messages }: Limits) {
  return { displayName: name, quotaOctets: quota, quotaMessages: messages as "" | undefined };
}

async function readView(store: Parameters<Parameters<Cli["withStore"]>[0]>[0], address: string): Promise<AccountView> {
  const { readAccount } = await import("../account/read.ts");
  const { findAccount } = await import("./find.ts");
  const { accountGone } = await import("../account/living-account.ts");
  const view = await readAccount(store, (await findAccount(store, address)).id);
  if (view === null) throw accountGone();
  return view;
}

function show(cli: Cli, view: AccountView): void {
  const facts = details({
    address: view.address,
    name: view.displayName,
    "receives mail": view.canReceive,
    "signs in": view.hasPassword ? view.canSignIn : "no, it has no password",
    "uses the console": view.consoleAccess === null ? undefined : view.consoleAccess.isEnabled,
    "password set": view.passwordAt,
    "password kept as": view.passwordScheme === null ? undefined : `${view.passwordScheme}, until the next sign-in`,
    messages: view.quotaMessages === null ? view.messageCount : `${view.messageCount} of ${view.quotaMessages}`,
    stored: octetsText(view.octets) + (view.quotaOctets === null ? "" : ` of ${octetsText(view.quotaOctets)}`),
    aliases: view.aliases.map(({ address }) => address).join(", "),
    "last delivery": view.lastDeliveryAt,
    "last sign-in": view.lastSignInAt,
    "live sessions": view.liveSessionCount,
    created: view.createdAt,
  });
  const signIns = table(view.lastSignIns, {
    "signed in": (row) => row.signedInAt,
    from: (row) => row.remoteAddress,
    tls: (row) => row.tlsVersion,
    by: (row) => row.mechanism,
    ended: (row) => row.endReason ?? "live",
    retrieved: (row) => row.retrievedCount,
    removed: (row) => row.removedCount,
  });
  cli.print(view, signIns === "" ? facts : `${facts}\n\n${signIns}`);
}
