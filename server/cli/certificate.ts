import { readFile } from "node:fs/promises";
import { type Command, Option } from "commander";
import type { CertificateRow, CheckedUpload, PendingRequest } from "../certificate/schema.ts";
import type { ServedFact } from "../served-certificate/schema.ts";
import { addAcme } from "./certificate-acme.ts";
import { type Cli, UsageError } from "./cli.ts";
import { findCertificate, findRequest } from "./find-certificate.ts";
import { confirm, onTerminal } from "./prompt.ts";
import { details, table } from "./table.ts";

const columns = {
  id: (row: CertificateRow) => row.id,
  default: (row: CertificateRow) => row.isDefault,
  kind: (row: CertificateRow) => row.kind,
  names: (row: CertificateRow) => row.names.join(", "),
  issuer: (row: CertificateRow) => row.issuer,
  "not after": (row: CertificateRow) => row.notAfterAt,
  "sha-256": (row: CertificateRow) => row.fingerprint,
};

export function addCertificate(program: Command, cli: Cli): void {
  const certificate = program.command("certificate").description("what TLS clients are shown");
  addLists(certificate, cli);
  addUpload(certificate, cli);
  addChanges(certificate, cli);
  addRequests(certificate, cli);
  addAcme(certificate, cli);
}

function addLists(certificate: Command, cli: Cli): void {
  certificate
    .command("list")
    .description("list the certificates, the default first")
    .action(() =>
      cli.withStore(async (store) => {
        const { readCertificates } = await import("../certificate/read.ts");
        const rows = await readCertificates(store);
        cli.print(
          { rows, total: rows.length },
          table(rows, columns) || "There is none. Make one: popdesk certificate renew",
        );
      }),
    );

  certificate
    .command("served")
    .description(
      "what clients are shown, as the daemon found it by connecting; ends with 1 where it is not what is stored",
    )
    .option("--now", "have the daemon look first")
    .action(({ now }: { now?: boolean }) =>
      cli.withStore(async (store) => {
        if (now) {
          const { probeServedNow } = await import("../served-certificate/probe-now.ts");
          await probeServedNow(store, {}, cli.actor);
        }
        const { readServedFacts } = await import("../served-certificate/read.ts");
        const rows = await readServedFacts(store);
        if (rows.some(({ isAsWanted }) => !isAsWanted)) cli.exitCode = 1;
        cli.print(
          { rows, total: rows.length },
          table(rows, {
            listener: (row: ServedFact) => row.listenerName,
            "asked for": (row) => row.serverName || "no name",
            shown: (row) => (row.errorText !== null ? row.errorText : row.isAsWanted ? "as stored" : "another"),
            "not after": (row) => row.notAfterAt,
            tls: (row) => row.tlsVersion,
            since: (row) => row.sinceAt,
            looked: (row) => row.probedAt,
          }) || "Nothing has been looked at yet: the daemon does, when it runs.",
        );
      }),
    );
}

function addUpload(certificate: Command, cli: Cli): void {
  certificate
    .command("add <file>")
    .description("install a certificate: PEM with its chain, DER, or PKCS #12 (.p12, .pfx)")
    .option("--key <file>", "its private key, where it does not stand in the same file")
    .option("--passphrase", "ask for the passphrase of the key, or read it from standard input")
    .option("--replace <which>", "the certificate it takes the place of, by number or name")
    .option("--default", "show it where no other fits")
    .option("--check", "only check it")
    .addHelpText(
      "after",
      "\nExamples:\n  popdesk certificate add fullchain.pem --key privkey.pem --default\n  popdesk certificate add mail.pfx --passphrase --replace mail.example.org",
    )
    .action((file: string, options: UploadOptions) =>
      cli.withStore(async (store) => {
        const { uploadCertificate } = await import("../certificate/upload-certificate.ts");
        const { key, passphrase, replace, check, default: isDefault } = options;
        const replacesId = replace === undefined ? undefined : (await findCertificate(store, replace)).id;
        const upload = {
          chain: await octetsOf(file),
          secretKey: key === undefined ? "" : await octetsOf(key),
          keyPassword: passphrase ? await askPassphrase(cli) : "",
        };
        const checked = await uploadCertificate(store, { ...upload, replacesId, isDefault, isTrial: check }, cli.actor);
        show(cli, checked);
      }),
    );
}

interface UploadOptions {
  readonly key?: string;
  readonly passphrase?: boolean;
  readonly replace?: string;
  readonly default?: boolean;
  readonly check?: boolean;
}

function addChanges(certificate: Command, cli: Cli): void {
  certificate
    .command("default <which>")
    .description("show it where no other fits; by number or name")
    .action((which: string) =>
      cli.withStore(async (store) => {
        const { setDefaultCertificate } = await import("../certificate/set-default.ts");
        const { id } = await findCertificate(store, which);
        const row = await setDefaultCertificate(store, { id }, cli.actor);
        cli.print(row, table([row], columns));
      }),
    );

  certificate
    .command("delete <which>")
    .description("forget a certificate and its key; the default cannot be deleted")
    .option("--yes", "do not ask")
    .action((which: string, { yes }: { yes?: boolean }) =>
      cli.withStore(async (store) => {
        const { deleteCertificate } = await import("../certificate/delete-certificate.ts");
        const { id, names } = await findCertificate(store, which);
        await confirm(cli.io, `Delete the certificate for ${names.join(", ")} and its key?`, yes);
        await deleteCertificate(store, { id }, cli.actor);
        cli.print({ id, isDeleted: true }, `The certificate for ${names.join(", ")} is deleted.`);
      }),
    );

  certificate
    .command("renew")
    .description("make a new self-signed certificate and serve it at once")
    .option("--name <name...>", "host names and IP addresses in it (this server's host name)")
    .addHelpText("after", "\nExample:\n  popdesk certificate renew --name mail.example.org --name 192.0.2.1")
    .action(({ name }: { name?: string[] }) =>
      cli.withStore(async (store) => {
        const { createSelfSigned } = await import("../certificate/create-self-signed.ts");
        const made = await createSelfSigned(store, { names: name }, cli.actor);
        cli.print(made, table([made], columns));
      }),
    );
}

function addRequests(certificate: Command, cli: Cli): void {
  const request = certificate
    .command("request")
    .description("requests for an authority (CSR); the key stays here, sealed");

  request
    .command("create <name...>")
    .description("make a key and a request for these host names; the request is printed")
    .addOption(new Option("--key-type <type>").choices(["ecdsa-p256", "rsa-2048", "rsa-3072"]).default("ecdsa-p256"))
    .action((names: string[], { keyType }: { keyType: "ecdsa-p256" }) =>
      cli.withStore(async (store) => {
        const { requestCertificate } = await import("../certificate/request-certificate.ts");
        const made = await requestCertificate(store, { names, keyType }, cli.actor);
        cli.print(made, made.request.trimEnd());
        cli.note(
          `Request ${made.id}. When the authority has answered: popdesk certificate request answer ${made.id} FILE`,
        );
      }),
    );

  request
    .command("list")
    .description("list those that wait for their answer")
    .action(() =>
      cli.withStore(async (store) => {
        const { readRequests } = await import("../certificate/read.ts");
        const rows = await readRequests(store);
        cli.print(
          { rows, total: rows.length },
          table(rows, {
            id: (row: PendingRequest) => row.id,
            names: (row) => row.names.join(", "),
            key: (row) => row.keyType,
            made: (row) => row.createdAt,
          }) || "No request waits.",
        );
      }),
    );

  request
    .command("answer <which> <file>")
    .description("install what the authority answered, by the request's number")
    .option("--default", "show it where no other fits")
    .action((which: string, file: string, options: { default?: boolean }) =>
      cli.withStore(async (store) => {
        const { answerRequest } = await import("../certificate/request-certificate.ts");
        const { id } = await findRequest(store, which);
        const chain = await octetsOf(file);
        show(cli, await answerRequest(store, { id, chain, isDefault: options.default }, cli.actor));
      }),
    );

  request
    .command("delete <which>")
    .description("forget a request and its key, by its number")
    .option("--yes", "do not ask")
    .action((which: string, { yes }: { yes?: boolean }) =>
      cli.withStore(async (store) => {
        const { deleteRequest } = await import("../certificate/request-certificate.ts");
        const { id, names } = await findRequest(store, which);
        await confirm(cli.io, `Delete the request for ${names.join(", ")} and its key?`, yes);
        await deleteRequest(store, { id }, cli.actor);
        cli.print({ id, isDeleted: true }, `The request for ${names.join(", ")} is deleted.`);
      }),
    );
}

async function octetsOf(file: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await readFile(file));
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code}.`);
  }
}

async function askPassphrase(cli: Cli): Promise<string> {
  const { stdin } = cli.io;
  if (stdin.isTTY) return onTerminal(cli.io, true, (ask) => ask("Passphrase: "));
  let text = "";
  for await (const piece of stdin) text += String(piece);
  return text.replace(/\r?\n$/, "");
}

function show(cli: Cli, checked: CheckedUpload): void {
  const { id, names, issuer, keyType, notAfterAt, chainLength, notes } = checked;
  const facts = details({
    names: names.join(", "),
    "signed by": issuer,
    key: keyType,
    "not after": notAfterAt,
    "certificates sent": chainLength,
  });
  const verdict = id === null ? "It is sound; nothing was installed." : `Installed as number ${id}.`;
  cli.print(checked, [facts, ...notes, verdict].join("\n"));
}
