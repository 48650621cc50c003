import type { Command } from "commander";
import type { Cli } from "./cli.ts";
import { choosePassword, type PasswordOptions, withPasswordOptions } from "./new-password.ts";
import { table } from "./table.ts";

export function addOwner(program: Command, cli: Cli): void {
  const owner = program.command("owner").description("who may use the console");

  withPasswordOptions(owner.command("create <email>"))
    .description("make the first administrator, or one more with --add")
    .option("--add", "although there is an owner already")
    .addHelpText("after", "\nExample:\n  popdesk owner create you@example.org --generate")
    .action((email: string, options: PasswordOptions & { add?: boolean }) =>
      cli.withStore(async (store) => {
        const { createAdministrator, createOwner } = await import("../administrator/create-administrator.ts");
        const { password, isGenerated } = await choosePassword(cli.io, options);
        const made = options.add
          ? await createAdministrator(store, { email, password, role: "owner" }, cli.actor)
          : await createOwner(store, { email, password }, cli.actor);
        cli.print(
          { email: made.email, role: made.role, ...(isGenerated && { password }) },
          isGenerated ? `${made.email} is an owner. Password, shown once: ${password}` : `${made.email} is an owner.`,
        );
      }),
    );

  owner
    .command("list")
    .description("list the administrators")
    .action(() =>
      cli.withStore(async (store) => {
        const { readAdministrators } = await import("../administrator/read.ts");
        const rows = await readAdministrators(store);
        cli.print(
          { rows, total: rows.length },
          table(rows, {
            "e-mail": (row) => row.email,
            role: (row) => row.role,
            enabled: (row) => row.isEnabled,
            created: (row) => row.createdAt,
          }) || "There is nobody yet. Make an owner: popdesk owner create EMAIL",
        );
      }),
    );

  withPasswordOptions(owner.command("password <email>"))
    .description("give an administrator a new password; every browser is signed out")
    .action((email: string, options: PasswordOptions) =>
      cli.withStore(async (store) => {
        const { resetAdministratorPassword } = await import("../administrator/change-password.ts");
        const { password, isGenerated } = await choosePassword(cli.io, options);
        await resetAdministratorPassword(store, { email, password }, cli.actor);
        cli.print(
          { email, ...(isGenerated && { password }) },
          isGenerated ? `New password of ${email}, shown once: ${password}` : `${email} has a new password.`,
        );
      }),
    );
}
