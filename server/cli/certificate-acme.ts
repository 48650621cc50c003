import { readFile } from "node:fs/promises";
import { type Command, Option } from "commander";
import type { AutomaticView, NewAutomatic } from "../acme/schema.ts";
import { DomainError } from "../errors.ts";
import type { Store } from "../store.ts";
import { type Cli, UsageError } from "./cli.ts";
import { confirm } from "./prompt.ts";
import { details, table } from "./table.ts";

interface Options {
  readonly directory?: string;
  readonly directoryCa?: string;
  readonly contact?: string;
  readonly challenge?: string;
  readonly hook?: string;
  readonly dnsWait?: string;
  readonly keyType?: string;
  readonly trial?: boolean;
  readonly agree?: boolean;
}

/** Certificates that the daemon fetches from an authority and renews. */
export function addAcme(certificate: Command, cli: Cli): void {
  const acme = certificate
    .command("acme")
    .description("certificates that are fetched by ACME and renewed by themselves");

  acme
    .command("create <name...>")
    .description("fetch a certificate for these host names, at once, and renew it when a third of its life is left")
    .option("--directory <url>", "the authority's directory (Let's Encrypt)")
    .option("--directory-ca <file>", "what the directory's own TLS is checked with, for an authority of your own")
    .option("--contact <address>", "where the authority may write to")
    .addOption(new Option("--challenge <kind>", "how the names are proved").choices(["http-01", "dns-01"]))
    .option(
      "--hook <program>",
      "for dns-01: a program in the folder hooks of the data directory, run as: add|remove NAME VALUE",
    )
    .option("--dns-wait <seconds>", "between the hook and the authority's look (30)")
    .addOption(new Option("--key-type <type>").choices(["ecdsa-p256", "rsa-2048"]))
    .option("--no-trial", "do not try Let's Encrypt's staging directory first")
    .option("--agree", "agree to the authority's terms of service")
    .addHelpText(
      "after",
      "\nExample:\n  popdesk certificate acme create mail.example.org --contact postmaster@example.org --agree",
    )
    .action((names: string[], options: Options) =>
      cli.withStore(async (store) => {
        const { createAutomatic } = await import("../acme/automatic.ts");
        const { directory, directoryCa, contact, challenge, hook, dnsWait, keyType, trial, agree } = options;
        const wanted = {
          names,
          directoryUrl: directory,
          directoryCa: directoryCa === undefined ? undefined : await textOf(directoryCa),
          contact,
          challenge,
          hook,
          dnsWaitSeconds: dnsWait,
          keyType,
          triesFirst: trial,
          agreesToTerms: agree,
        } as NewAutomatic;
        const made = await createAutomatic(store, wanted, cli.actor);
        cli.print(made, `The daemon fetches it now. How far it is: popdesk certificate acme show ${made.id}`);
      }),
    );

  acme
    .command("list")
    .description("list them, with what became of the last attempt")
    .action(() =>
      cli.withStore(async (store) => {
        const { readAutomatics } = await import("../acme/read.ts");
        const rows = await readAutomatics(store);
        cli.print(
          { rows, total: rows.length },
          table(rows, {
            id: (row: AutomaticView) => row.id,
            names: (row) => row.names.join(", "),
            state: (row) => (row.isEnabled ? row.state : "off"),
            next: (row) => row.nextAt,
            problem: (row) => row.problem?.what,
          }) || "There is none. See: popdesk certificate acme create --help",
        );
      }),
    );

  acme
    .command("show <which>")
    .description("the last attempt, step by step; ends with 1 where it failed")
    .action((which: string) =>
      cli.withStore(async (store) => {
        const view = await find(store, which);
        const { problem } = view;
        if (view.state === "failed") cli.exitCode = 1;
        const facts = details({
          names: view.names.join(", "),
          directory: view.directoryUrl,
          proof: view.hook === "" ? view.challenge : `${view.challenge} by ${view.hook}`,
          state: view.isEnabled ? view.state : "off",
          "next attempt": view.nextAt,
        });
        const steps = view.steps.map(({ at, text }) => `${at.slice(11, 19)}  ${text}`);
        const trouble = problem === null ? [] : ["", problem.what, problem.why, problem.remedy];
        cli.print(view, [facts, "", ...steps, ...trouble].join("\n"));
      }),
    );

  acme
    .command("try <which>")
    .description("make an attempt now, by number or name")
    .option("--staging", "against the staging directory first, whatever was tried before")
    .action((which: string, { staging }: { staging?: boolean }) =>
      cli.withStore(async (store) => {
        const { attemptAutomatic } = await import("../acme/automatic.ts");
        const { id } = await find(store, which);
        const view = await attemptAutomatic(store, { id, isTrial: staging }, cli.actor);
        cli.print(view, `The daemon is told. How far it is: popdesk certificate acme show ${id}`);
      }),
    );

  acme
    .command("delete <which>")
    .description("renew it no more; the certificate itself stays")
    .option("--yes", "do not ask")
    .action((which: string, { yes }: { yes?: boolean }) =>
      cli.withStore(async (store) => {
        const { deleteAutomatic } = await import("../acme/automatic.ts");
        const { id, names } = await find(store, which);
        await confirm(cli.io, `Renew the certificate for ${names.join(", ")} no more?`, yes);
        await deleteAutomatic(store, { id }, cli.actor);
        cli.print({ id, isDeleted: true }, `The certificate for ${names.join(", ")} is renewed no more.`);
      }),
    );
}

async function find(store: Store, which: string): Promise<AutomaticView> {
  const { readAutomatics } = await import("../acme/read.ts");
  const all = await readAutomatics(store);
  const found = all.find(({ id, names }) => String(id) === which || names.includes(which.toLowerCase()));
  if (found !== undefined) return found;
  throw new DomainError("not-found", `No certificate for ${which} is fetched. See: popdesk certificate acme list`);
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code}.`);
  }
}
