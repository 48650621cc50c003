import { readFile } from "node:fs/promises";
import { type Command, Option } from "commander";
import type { SourceChange, TrialReport } from "../password-source/schema.ts";
import type { Store } from "../store.ts";
import { type Cli, UsageError } from "./cli.ts";
import { exitCodes } from "./exit-codes.ts";
import { firstLine } from "./new-password.ts";
import { confirm, onTerminal } from "./prompt.ts";

interface LdapOptions {
  readonly server: string[];
  readonly tls?: string;
  readonly caFile?: string;
  readonly bindAs?: string;
  readonly base?: string;
  readonly scope?: string;
  readonly filter?: string;
  readonly searchAs?: string;
  readonly passwordStdin?: boolean;
  readonly timeout?: string;
  readonly remember?: string;
  readonly yes?: boolean;
}

interface PamOptions {
  readonly socket?: string;
  readonly service?: string;
  readonly user?: string;
  readonly timeout?: string;
  readonly remember?: string;
  readonly yes?: boolean;
}

/** "popdesk domain passwords": where the passwords of a domain's accounts are checked. */
export function addDomainPasswords(domain: Command, cli: Cli): void {
  const passwords = domain
    .command("passwords")
    .description("where the passwords of a domain's accounts are checked: here, in an LDAP directory, by PAM");
  addShow(passwords, cli);
  addLdap(passwords, cli);
  addPam(passwords, cli);
  passwords
    .command("database <domain>")
    .description("check them here again, as they were set here")
    .option("--yes", "do not ask")
    .action((name: string, { yes }: { yes?: boolean }) => set(cli, name, { kind: "database" }, yes));
  addTry(passwords, cli);
}

function addShow(passwords: Command, cli: Cli): void {
  passwords
    .command("show <domain>")
    .description("say what is in force")
    .action((name: string) =>
      cli.withStore(async (store) => {
        const { readPasswordSource } = await import("../password-source/read.ts");
        const { sourceInForce } = await import("../password-source/words.ts");
        const { id, name: domainName } = await found(store, name);
        const source = await readPasswordSource(store, id);
        cli.print(source, sourceInForce(domainName, source?.settings ?? null).join("\n"));
      }),
    );
}

function addLdap(passwords: Command, cli: Cli): void {
  passwords
    .command("ldap <domain>")
    .description("ask an LDAP directory: by searching for the person, or by a name made of the address")
    .requiredOption(
      "--server <host...>",
      "one or several, tried in turn; host:port where the port is not the usual one",
    )
    .addOption(
      new Option("--tls <how>", "implicit is ldaps, none only for this machine").choices([
        "implicit",
        "starttls",
        "none",
      ]),
    )
    .option("--ca-file <file>", "certificates (PEM) to trust instead of those this machine trusts")
    .option("--bind-as <template>", "bind as this name, such as uid=%n,ou=people,dc=example,dc=org; no search then")
    .option("--base <dn>", "where to search")
    .addOption(new Option("--scope <scope>", "the base and all below it, or one level below").choices(["sub", "one"]))
    .option(
      "--filter <filter>",
      "who is the person, such as (mail=%u); %u is the address, %n its local part, %d its domain",
    )
    .option("--search-as <dn>", "who searches; nobody in particular without it")
    .option(
      "--password-stdin",
      "read the password of who searches from standard input; without it the one that is kept",
    )
    .option("--timeout <seconds>", "for one server (5)")
    .option("--remember <minutes>", "how long a right password is not asked about again (0: each time)")
    .option("--yes", "do not ask")
    .addHelpText(
      "after",
      "\nExample:\n  popdesk domain passwords ldap example.org --server ldap.example.org --base dc=example,dc=org \\\n    --filter '(&(objectClass=person)(mail=%u))' --search-as cn=popdesk,dc=example,dc=org --password-stdin <secret",
    )
    .action(async (name: string, options: LdapOptions) => {
      const { server, tls, caFile, bindAs, base, scope, filter, searchAs, timeout, remember, yes } = options;
      const change = {
        kind: "ldap",
        servers: server,
        tls,
        caPem: caFile === undefined ? undefined : await textOf(caFile),
        mode: bindAs === undefined ? "search" : "template",
        dnTemplate: bindAs,
        bindDn: searchAs,
        base,
        scope,
        filter,
        bindPassword: options.passwordStdin ? await firstLine(cli.io) : undefined,
        timeoutSeconds: timeout,
        rememberMinutes: remember,
      };
      await set(cli, name, change, yes);
    });
}

function addPam(passwords: Command, cli: Cli): void {
  passwords
    .command("pam <domain>")
    .description("ask PAM on this machine, by way of saslauthd")
    .option("--socket <path>", "saslauthd's socket (/run/saslauthd/mux)")
    .option("--service <name>", "the file in /etc/pam.d (pop3)")
    .option("--user <template>", "the system's name of the person (%n, what stands before the @)")
    .option("--timeout <seconds>", "(15)")
    .option("--remember <minutes>", "how long a right password is not asked about again (0: each time)")
    .option("--yes", "do not ask")
    .action((name: string, { socket, service, user, timeout, remember, yes }: PamOptions) => {
      const change = { socketPath: socket, service, user, timeoutSeconds: timeout, rememberMinutes: remember };
      return set(cli, name, { kind: "pam", ...change }, yes);
    });
}

function addTry(passwords: Command, cli: Cli): void {
  passwords
    .command("try <address>")
    .description("try a sign-in and show each step; nobody is signed in. Ends with 1 where it would not succeed")
    .option("--password-stdin", "read the password from standard input (its first line)")
    .action((address: string, { passwordStdin }: { passwordStdin?: boolean }) =>
      cli.withStore(async (store) => {
        const { trySignIn } = await import("../password-source/try-sign-in.ts");
        const { id } = await found(store, address.slice(address.lastIndexOf("@") + 1));
        const password = passwordStdin
          ? await firstLine(cli.io)
          : await onTerminal(cli.io, true, (ask) => ask("Password: "));
        const report = await trySignIn(store, { domainId: id, address, password }, cli.actor);
        if (report.verdict !== "in") cli.exitCode = exitCodes.refused;
        cli.print(report, reportText(report));
      }),
    );
}

export function reportText({ steps, sentence }: TrialReport): string {
  const lines = steps.map(
    ({ name, isGood, detail, tookMs }) => `${isGood ? "ok  " : "no  "}${name}: ${detail} (${tookMs} ms)`,
  );
  return [...lines, sentence].join("\n");
}

/** `change`: as typed; the schema says what it may be. */
async function set(
  cli: Cli,
  name: string,
  change: Readonly<Record<string, unknown>>,
  isYes: boolean | undefined,
): Promise<void> {
  await cli.withStore(async (store) => {
    const { setPasswordSource } = await import("../password-source/set-password-source.ts");
    const { readSourceEffect } = await import("../password-source/read-effect.ts");
    const { readPasswordSource } = await import("../password-source/read.ts");
    const { effectSentences, sourceInForce } = await import("../password-source/words.ts");
    const { sourceChange } = await import("../password-source/schema.ts");
    const { parseInput } = await import("../input/parse-input.ts");
    const { id, name: domainName } = await found(store, name);
    const parsed = parseInput(sourceChange, { id, ...change } as SourceChange);
    const effect = await readSourceEffect(store, parsed);
    if (effect.accountCount > 0 && effect.fromKind !== effect.toKind) {
      await confirm(cli.io, `${effectSentences(effect).join(" ")} Go on?`, isYes);
    }
    await setPasswordSource(store, { id, ...change } as SourceChange, cli.actor);
    const source = await readPasswordSource(store, id);
    cli.print(source, sourceInForce(domainName, source?.settings ?? null).join("\n"));
  });
}

async function found(store: Store, name: string): Promise<{ id: number; name: string }> {
  const { findDomain } = await import("./find.ts");
  return findDomain(store, name);
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code}.`);
  }
}
