import type { Command } from "commander";
import type { CertificateRow } from "../certificate/schema.ts";
import type { Cli } from "./cli.ts";
import { table } from "./table.ts";

const columns = {
  served: (row: CertificateRow) => row.isDefault,
  kind: (row: CertificateRow) => row.kind,
  names: (row: CertificateRow) => row.names.join(", "),
  "not after": (row: CertificateRow) => row.notAfterAt,
  "sha-256": (row: CertificateRow) => row.fingerprint,
};

export function addCertificate(program: Command, cli: Cli): void {
  const certificate = program.command("certificate").description("what TLS clients are shown");

  certificate
    .command("list")
    .description("list the certificates, the served one first")
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
