import type { Command } from "commander";
import type { Cli } from "./cli.ts";

export function addSample(program: Command, cli: Cli): void {
  const sample = program.command("sample").description("a domain, an account and some mail to try things with");

  sample
    .command("create")
    .description("make the sample; its password is printed once")
    .action(() =>
      cli.withStore(async (store) => {
        const { createSample } = await import("../sample/create-sample.ts");
        const made = await createSample(store, {}, cli.actor);
        cli.print(made, `${made.address} has ${made.messageCount} messages. Password, shown once: ${made.password}`);
      }),
    );

  sample
    .command("remove")
    .description("remove the sample with all its mail")
    .action(() =>
      cli.withStore(async (store) => {
        const { removeSample } = await import("../sample/remove-sample.ts");
        await removeSample(store, {}, cli.actor);
        cli.print({ isRemoved: true }, "The sample is removed.");
      }),
    );
}
