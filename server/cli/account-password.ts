import type { Command } from "commander";
import { type Cli, UsageError } from "./cli.ts";
import { choosePassword, firstLine, type PasswordOptions, withPasswordOptions } from "./new-password.ts";
import { onTerminal } from "./prompt.ts";

export interface HashOptions {
  readonly hash?: boolean;
  readonly plain?: boolean;
}

/** "popdesk account password". */
export function addAccountPassword(account: Command, cli: Cli): void {
  withHashOptions(withPasswordOptions(account.command("password <address>")))
    .description(
      "set a new password, or take one over from another server by its hash; it holds from the next sign-in on",
    )
    .addHelpText(
      "after",
      "\nExamples:\n  popdesk account password ann@example.org --generate\n  echo '{SHA512-CRYPT}$6$…' | popdesk account password ann@example.org --hash",
    )
    .action((address: string, options: PasswordOptions & HashOptions) =>
      options.hash || options.plain ? setHash(cli, address, options) : setOwn(cli, address, options),
    );
}

/** For what was hashed elsewhere. A hash is no argument either: it can be guessed against. */
export function withHashOptions(command: Command): Command {
  return command
    .option(
      "--hash",
      "read the hash that another server kept, such as {SHA512-CRYPT}$6$…, from standard input (its first line)",
    )
    .option("--plain", "with --hash: take a password in clear, {PLAIN}…, as well, and hash it");
}

/** From standard input, or typed on the terminal. */
export async function readHash(cli: Cli, { hash, plain }: HashOptions & PasswordOptions) {
  if (!hash) throw new UsageError("--plain goes with --hash.");
  const given = cli.io.stdin.isTTY ? await onTerminal(cli.io, true, (ask) => ask("Hash: ")) : await firstLine(cli.io);
  return { hash: given, takesPlain: plain ?? false };
}

async function setHash(cli: Cli, address: string, options: HashOptions & PasswordOptions): Promise<void> {
  if (options.generate || options.passwordStdin) throw new UsageError("Give either a hash or a password.");
  await cli.withStore(async (store) => {
    const { setPasswordHash } = await import("../account/set-password-hash.ts");
    const { findAccount } = await import("./find.ts");
    const found = await findAccount(store, address);
    const { scheme } = await setPasswordHash(store, { id: found.id, ...(await readHash(cli, options)) }, cli.actor);
    const text =
      scheme === null
        ? `${found.address} has a new password.`
        : `${found.address} signs in with the password it had elsewhere, kept as ${scheme}; it becomes argon2id at the next sign-in.`;
    cli.print({ address: found.address, scheme: scheme ?? "argon2id" }, text);
  });
}

async function setOwn(cli: Cli, address: string, options: PasswordOptions): Promise<void> {
  await cli.withStore(async (store) => {
    const { setPassword } = await import("../account/set-password.ts");
    const { findAccount } = await import("./find.ts");
    const found = await findAccount(store, address);
    const { password, isGenerated } = await choosePassword(cli.io, options);
    await setPassword(store, { id: found.id, password }, cli.actor);
    cli.print(
      { address: found.address, ...(isGenerated && { password }) },
      isGenerated
        ? `New password of ${found.address}, shown once: ${password}`
        : `${found.address} has a new password.`,
    );
  });
}
